/**
 * A post that answers a customer's. Its key and its time come from the message, so that a repetition is the same record
 * and not a second post: a lost answer is asked for by sending the very same again.
 */
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { notUploaded, refused, type Unsent } from '../outcome.ts';
import { before, failureBefore, outcomeOfAnswer, outcomeOfError } from './answers.ts';
import { callBluesky, isNotServed, title } from './client.ts';
import { partsOf, urlOfPost } from './content.ts';
import { facetsOf } from './facets.ts';
import { keyAt } from './keys.ts';
import { PostRecord, PostView, type StoredRecord, type StrongRef } from './payloads.ts';
import { imagesOf } from './upload.ts';
import { getRecord, posts, putRecord, Written, type Place } from './records.ts';

/** A second try needs a little of the time that is left, ms. */
const againMs = 3_000;

export const placeOf = ({ submittedAt, id }: OutboundMessage): Place => ({
  collection: posts,
  rkey: keyAt(submittedAt, id),
});

export async function sendReply(
  account: ChannelAccount,
  message: OutboundMessage,
  text: string,
  options: CallOptions,
): Promise<SendOutcome> {
  const { source, answers, submittedAt, attachments } = message;
  const now = options.now ?? Date.now;
  if (source === 'review') return refused('rejected', 'Bluesky has no reviews to answer.');
  if (answers === undefined) {
    return refused(
      'nothing_to_answer',
      'There is no post of this customer left to answer. Write a direct message instead.',
    );
  }
  const asked = await before(now, () =>
    repliedTo(account, answers.platformMessageId, options, now),
  );
  if (!('value' in asked)) return asked;
  if ('kind' in asked.value) return asked.value;
  const facets = facetsOf(text);
  const embed = attachments.length > 0 && imagesOf(attachments);
  if (embed === undefined) return notUploaded(title, now());
  const record = {
    ...{ text, reply: asked.value, createdAt: new Date(submittedAt).toISOString() },
    ...(facets.length > 0 && { facets }),
    ...(embed && { embed }),
  };
  const put = async (): Promise<SendOutcome> => {
    try {
      const answer = await putRecord(account, placeOf(message), record, options);
      return outcomeOfAnswer(answer, now(), writtenIn);
    } catch (error) {
      return outcomeOfError(error, now());
    }
  };
  const outcome = await put();
  if (outcome.kind !== 'unknown' || options.deadline - now() < againMs) return outcome;
  // A refusal now says nothing of the first; "later" does no harm, because later it is the same record too.
  const second = await put();
  return second.kind === 'refused' ? outcome : second;
}

function writtenIn(body: unknown): { id: string; url?: string } | undefined {
  const { uri } = Written.safeParse(body).data ?? {};
  if (uri === undefined) return undefined;
  const url = urlOfPost(uri);
  return { id: uri, ...(url !== undefined && { url }) };
}

interface ReplyRefs {
  root: StrongRef;
  parent: StrongRef;
}

/** By what Bluesky shows of the post, which also says who may answer; else by the record itself. */
async function repliedTo(
  account: ChannelAccount,
  uri: string,
  options: CallOptions,
  now: () => number,
): Promise<ReplyRefs | Unsent> {
  const nsid = 'app.bsky.feed.getPosts';
  const answer = await callBluesky(
    account,
    { method: 'GET', nsid, query: { uris: [uri] } },
    options,
  );
  if (isNotServed(answer)) return byRecord(account, uri, options);
  if (answer.status >= 300) return failureBefore(answer, now()) ?? gone;
  const { posts: shown } = answer.body as { posts?: unknown[] };
  const post = (Array.isArray(shown) ? shown : [])
    .map((it) => PostView.safeParse(it).data)
    .find((it) => it?.uri === uri);
  if (!post) return gone;
  if (post.viewer?.replyDisabled === true) return restricted;
  return refsOf({ ...post, value: post.record });
}

async function byRecord(
  account: ChannelAccount,
  uri: string,
  options: CallOptions,
): Promise<ReplyRefs | Unsent> {
  const { did = '', ...place } = partsOf(uri) ?? { collection: '', rkey: '' };
  const record = await getRecord(account, did, place, options);
  return record ? refsOf(record) : gone;
}

/** The root of the tree is that of the post, or the post itself. */
function refsOf({ uri, cid, value }: StoredRecord): ReplyRefs {
  const parent = { uri, cid };
  return { parent, root: PostRecord.safeParse(value).data?.reply?.root ?? parent };
}

const gone = refused(
  'post_gone',
  'The post was deleted on Bluesky, or is not visible to this account. Write a direct message instead.',
);
const restricted = refused(
  'reply_restricted',
  'Its author lets only some people answer this post. Write a direct message, or wait for them to name the account.',
);
