/** What we may do to comments: one call each. */
import type {
  ActionOutcome,
  CallOptions,
  ChannelAccount,
  Moderation,
  SendFailure,
  SendOutcome,
} from '../channel.ts';
import type { Capabilities } from '../capabilities.ts';
import { notOffered, outcomeWithoutAnswer, refused } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { callLinkedIn, commentsPath, encoded, keyed } from './client.ts';
import { outcomeOfFailure } from './errors.ts';
import { maxText } from './send.ts';
import { commentNameOf, normalUrn, organizationUrn } from './urns.ts';

/** Other people's comments can be deleted under our own posts only. */
export const moderations: Capabilities['moderation'] = {
  delete: ['comment'],
  delete_own: ['comment', 'mention'],
  edit_own: ['comment', 'mention'],
  like: ['comment', 'mention'],
  unlike: ['comment', 'mention'],
};

type Call = Parameters<typeof callLinkedIn>[1];

export async function moderate(
  account: ChannelAccount,
  moderation: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const now = options.now ?? Date.now;
  const { action, source } = moderation;
  if (!moderations[action]?.includes(source)) return notOffered('LinkedIn');
  try {
    const call = callOf(account, moderation);
    if ('kind' in call) return call;
    const answer = await callLinkedIn(account, call, options);
    if (isAlready(action, answer.status)) return { kind: 'done' };
    return inTheWordsOfActions(outcomeOfFailure(answer, now()));
  } catch (error) {
    return inTheWordsOfActions(outcomeWithoutAnswer('LinkedIn', error, now()));
  }
}

/** Gone is deleted, and not liked; liked twice is liked. */
const isAlready = (action: Moderation['action'], status: number): boolean =>
  action === 'like'
    ? status === 409
    : status === 404 && (action === 'delete' || action === 'delete_own' || action === 'unlike');

/** The Comments and Reactions APIs (learn.microsoft.com/linkedin). */
function callOf(
  { externalId }: ChannelAccount,
  { action, platformMessageId, content = '' }: Moderation,
): Call | ActionOutcome {
  const actor = organizationUrn(externalId);
  const target = normalUrn(platformMessageId);
  const query = { actor: encoded(actor) };
  if (action === 'like') {
    const body = { root: target, reactionType: 'LIKE' };
    return { method: 'POST', path: 'reactions', query, body };
  }
  if (action === 'unlike') {
    return { method: 'DELETE', path: `reactions/${keyed({ actor, entity: target })}` };
  }
  const comment = commentNameOf(target);
  if (!comment) return notOffered('LinkedIn');
  const path = `${commentsPath(comment.post)}/${encoded(comment.id)}`;
  if (action !== 'edit_own') return { method: 'DELETE', path, query };
  const text = cleanText(content);
  if (text.trim() === '') return refused('rejected', 'The new text is empty. Write something.');
  if (text.length > maxText) {
    return refused(
      'too_long',
      `The new text is longer than the ${maxText} characters of a LinkedIn comment. Shorten it.`,
    );
  }
  const body = { patch: { message: { $set: { text } } } };
  return { method: 'POST', path, query, restliMethod: 'PARTIAL_UPDATE', body };
}

/** Failures are worded for messages; an action is none. */
const words: Partial<Record<string, string>> = {
  lost_answer:
    'LinkedIn gave no clear answer, so this may or may not have been done. Look at the comment there.',
  rate_limited: 'LinkedIn asks us to slow down. This is tried again as soon as it allows it.',
  not_reached: 'LinkedIn cannot be reached. This is tried again shortly.',
  post_gone: 'The comment is no longer on LinkedIn, or is not ours to see. There is nothing to do.',
};

function inTheWordsOfActions(outcome: SendOutcome | undefined): ActionOutcome {
  if (!outcome || outcome.kind === 'sent') return { kind: 'done' };
  const { failure } = outcome;
  const inOurs: SendFailure = { ...failure, message: words[failure.code] ?? failure.message };
  return { ...outcome, failure: inOurs };
}
