/** Who speaks in a conversation: lines of the chat's log name it only by its id. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { valueOf } from './answers.ts';
import { callBluesky } from './client.ts';
import { ChatLine, Convo } from './payloads.ts';
import { listConvos } from './reading.ts';

/** Two people stay the same two; their names are looked up elsewhere. */
interface Known {
  id: string;
  members: Convo['members'];
  kind?: Convo['kind'];
}

const known = new Map<string, Known>();
const maxKnown = 5_000;
/** From so many on, the list is asked instead of each. */
const manyAtOnce = 5;

/** The conversations of those lines that say something; without those that cannot be seen any more. */
export async function convosOf(
  account: ChannelAccount,
  lines: readonly unknown[],
  options: CallOptions,
): Promise<Known[]> {
  const ids = new Set(
    lines.flatMap((line) => {
      const { $type = '', convoId } = ChatLine.safeParse(line).data ?? {};
      return convoId !== undefined && /#log(CreateMessage|(Add|Remove)Reaction)$/.test($type)
        ? [convoId]
        : [];
    }),
  );
  const missing = () => [...ids].filter((id) => !known.has(keyOf(account, id)));
  if (missing().length >= manyAtOnce) {
    const { convos } = await listConvos(account, undefined, options);
    for (const convo of convos) remember(account, convo);
  }
  for (const id of missing()) {
    const convo = await convoOf(account, id, options);
    if (convo) remember(account, convo);
  }
  return [...ids].flatMap((id) => known.get(keyOf(account, id)) ?? []);
}

const One = z.object({ convo: Convo });

async function convoOf(
  account: ChannelAccount,
  convoId: string,
  options: CallOptions,
): Promise<Convo | undefined> {
  const call = { method: 'GET', nsid: 'chat.bsky.convo.getConvo', isChat: true } as const;
  const answer = await callBluesky(account, { ...call, query: { convoId } }, options);
  // The account left it: what it said there, it says to nobody.
  const isGone = ['InvalidConvo', 'InvalidRequest'].includes(answer.error?.name ?? '');
  return isGone ? undefined : valueOf(answer, One, options).convo;
}

const keyOf = ({ id }: ChannelAccount, convoId: string) => `${id} ${convoId}`;

function remember(account: ChannelAccount, { id, members, kind }: Convo): void {
  const [oldest] = known.keys();
  if (known.size >= maxKnown && oldest !== undefined) known.delete(oldest);
  known.set(keyOf(account, id), { id, members, ...(kind && { kind }) });
}
