/** A direct message: the conversation is found or opened, then it is said there. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { before, failureBefore, outcomeOfAnswer, outcomeOfError, valueOf } from './answers.ts';
import { callBluesky, type BlueskyAnswer } from './client.ts';
import { facetsOf } from './facets.ts';
import { Convo, Id, Time } from './payloads.ts';

const Found = z.object({ convo: Convo });
const Sent = z.object({ id: Id, sentAt: Time.optional().catch(undefined) });

export async function sendDirect(
  account: ChannelAccount,
  { recipientExternalId, replyTo }: OutboundMessage,
  text: string,
  options: CallOptions,
): Promise<SendOutcome> {
  const now = options.now ?? Date.now;
  const asked = await before(now, async () =>
    valueOf(await convoWith(account, recipientExternalId, options), Found, options),
  );
  if (!('value' in asked)) return asked;
  const { convo } = asked.value;
  if (convo.status === 'request') {
    // Who answers a request accepts it; done twice harmlessly.
    const accepting = await before(now, () => accept(account, convo.id, options));
    if (!('value' in accepting)) return accepting;
    const refusal = failureBefore(accepting.value, now());
    if (refusal) return refusal;
  }
  const facets = facetsOf(text);
  const message = {
    text,
    ...(facets.length > 0 && { facets }),
    ...(replyTo !== undefined && { replyTo: { messageId: replyTo } }),
  };
  const nsid = 'chat.bsky.convo.sendMessage';
  const body = { convoId: convo.id, message };
  try {
    const answer = await callBluesky(
      account,
      { method: 'POST', nsid, body, isChat: true },
      options,
    );
    return outcomeOfAnswer(answer, now(), (said) => {
      const { id, sentAt } = Sent.safeParse(said).data ?? {};
      return id === undefined
        ? undefined
        : { id, ...(sentAt !== undefined && { platformAt: sentAt }) };
    });
  } catch (error) {
    return outcomeOfError(error, now());
  }
}

/** Opens one where there is none. */
export const convoWith = (
  account: ChannelAccount,
  did: string,
  options: CallOptions,
): Promise<BlueskyAnswer> =>
  callBluesky(
    account,
    {
      ...{ method: 'GET', nsid: 'chat.bsky.convo.getConvoForMembers', isChat: true },
      query: { members: [did] },
    },
    options,
  );

const accept = (account: ChannelAccount, convoId: string, options: CallOptions) =>
  callBluesky(
    account,
    { method: 'POST', nsid: 'chat.bsky.convo.acceptConvo', body: { convoId }, isChat: true },
    options,
  );
