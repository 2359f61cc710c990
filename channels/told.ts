/** Events that no webhook told: read back from a platform's history. The inbox keeps them as what they mean. */
import type { Channel, ChannelEvent } from './channel.ts';

/** No platform's body begins so: they are JSON. What begins so, only we have written. */
const prefix = 'careline/event/1\n';

export const rawOfTold = (event: ChannelEvent): Buffer =>
  Buffer.from(prefix + JSON.stringify(event));

/** What an inbox row means: as its platform's adapter reads it now, or as it was told. undefined where it can't be read. */
export function eventOf(
  channel: Channel | undefined,
  raw: Buffer,
  accountExternalId: string,
): ChannelEvent | undefined {
  if (raw.subarray(0, prefix.length).toString('latin1') === prefix) {
    return JSON.parse(raw.subarray(prefix.length).toString()) as ChannelEvent;
  }
  return channel?.receive(raw, accountExternalId).events[0]?.event;
}
