/** What an account does to posts and people on Bluesky: each is a record in its own repository, made or removed. */
import type { ModerationAction } from '../../domain/moderation.ts';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation } from '../channel.ts';
import { ChannelError, notOffered, refused } from '../outcome.ts';
import { actionOf, doneOf, failureOfQuestion } from './answers.ts';
import { title } from './client.ts';
import { partsOf } from './content.ts';
import { setHidden } from './hiding.ts';
import { keyFor } from './keys.ts';
import { personOf } from './lookups.ts';
import { postsOf } from './reading.ts';
import { deleteRecord, putRecord } from './records.ts';

const inPublic = ['comment', 'mention'] as const;
const anywhere = ['dm', 'comment', 'mention'] as const;

/** Only who began a tree hides answers in it. */
export const offered: Partial<Record<ModerationAction, readonly Moderation['source'][]>> = {
  hide: ['comment'],
  unhide: ['comment'],
  like: inPublic,
  unlike: inPublic,
  delete_own: inPublic,
  block: anywhere,
  unblock: anywhere,
};

export function moderate(
  account: ChannelAccount,
  moderation: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const { action, source } = moderation;
  const act = offered[action]?.includes(source) && actions[action];
  if (!act) return Promise.resolve(notOffered(title));
  const now = options.now ?? Date.now;
  return actionOf(async () => {
    try {
      return await act(moderation, account, options, now);
    } catch (error) {
      if (error instanceof ChannelError) return failureOfQuestion(error, now());
      throw error;
    }
  }, now);
}

type Act = (
  it: Moderation,
  account: ChannelAccount,
  options: CallOptions,
  now: () => number,
) => Promise<ActionOutcome>;

const done: ActionOutcome = { kind: 'done' };
const gone = refused('post_gone', 'The post was deleted on Bluesky: there is nothing to do.');
const likes = 'app.bsky.feed.like';
const blocks = 'app.bsky.graph.block';

const like: Act = async ({ platformMessageId }, account, options, now) => {
  const [post] = await postsOf(account, [platformMessageId], options);
  if (!post) return gone;
  if (post.viewer?.like !== undefined) return done;
  const { uri, cid } = post;
  const place = { collection: likes, rkey: keyFor(`like ${uri}`) };
  const record = { subject: { uri, cid }, createdAt: new Date(now()).toISOString() };
  return doneOf(await putRecord(account, place, record, options), now());
};

const unlike: Act = async ({ platformMessageId }, account, options, now) => {
  const [post] = await postsOf(account, [platformMessageId], options);
  return removed(post?.viewer?.like, account, options, now);
};

const block: Act = async ({ customerExternalId: did }, account, options, now) => {
  const person = await personOf(account, did, options);
  if (!person) return refused('user_gone', 'This customer is no longer on Bluesky.');
  if (person.viewer?.blocking !== undefined) return done;
  const place = { collection: blocks, rkey: keyFor(`block ${did}`) };
  const record = { subject: did, createdAt: new Date(now()).toISOString() };
  return doneOf(await putRecord(account, place, record, options), now());
};

const unblock: Act = async ({ customerExternalId: did }, account, options, now) => {
  const person = await personOf(account, did, options);
  return removed(person?.viewer?.blocking, account, options, now);
};

const deleteOwn: Act = async ({ platformMessageId }, account, options, now) => {
  const { did } = partsOf(platformMessageId) ?? {};
  if (did !== account.externalId) {
    return refused('not_ours', 'This post is not the account’s own, so it cannot be deleted.');
  }
  return removed(platformMessageId, account, options, now);
};

/** The record at this address, which is the account's own; done where there is none. */
async function removed(
  uri: string | undefined,
  account: ChannelAccount,
  options: CallOptions,
  now: () => number,
): Promise<ActionOutcome> {
  const { did: _, ...place } = (uri === undefined ? undefined : partsOf(uri)) ?? {};
  if (!('rkey' in place)) return done;
  return doneOf(await deleteRecord(account, place, options), now());
}

const actions: Partial<Record<ModerationAction, Act>> = {
  hide: setHidden(true),
  unhide: setHidden(false),
  like,
  unlike,
  delete_own: deleteOwn,
  block,
  unblock,
};
