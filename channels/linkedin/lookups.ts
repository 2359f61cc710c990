/** Who a customer is, and what a comment is about. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Post, Profile } from '../channel.ts';
import { lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { callLinkedIn, encoded, keyed } from './client.ts';
import { wordsOf } from './content.ts';
import { valueOf } from './errors.ts';
import { shownPost } from './notified.ts';
import { Millis } from './payloads.ts';
import { bareId, postUrlOf } from './urns.ts';

const Person = z.object({
  localizedFirstName: lenient(z.string()),
  localizedLastName: lenient(z.string()),
  /** Of organizations. */
  localizedName: lenient(z.string()),
  vanityName: lenient(z.string()),
});

/** Gone, or kept from us: the People API is for partners, and most apps get 403. */
const withheld: ReadonlySet<number> = new Set([403, 404]);

/** Customers are known by their URNs; companies comment too. */
export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  const id = bareId(customerExternalId);
  const path = customerExternalId.startsWith('urn:li:organization')
    ? `organizations/${encoded(id)}`
    : `people/${keyed({ id })}`;
  const answer = await callLinkedIn(account, { method: 'GET', path }, options);
  if (withheld.has(answer.status)) return undefined;
  const found = valueOf(answer, Person, options);
  const { localizedFirstName: first, localizedLastName: last, localizedName, vanityName } = found;
  const name = cleanText(localizedName ?? [first, last].filter(Boolean).join(' ')).trim();
  return { ...(name !== '' && { name }), ...(vanityName && { handle: cleanText(vanityName) }) };
}

const PostBody = z.object({
  commentary: z.string().catch(''),
  publishedAt: lenient(Millis),
  createdAt: lenient(Millis),
});

/**
 * The Posts API knows shares and UGC posts, webhooks speak of the `activity` that stands for one: its notifications tell
 * both names. Where the post itself is not ours to read, they show its text.
 */
export async function fetchPost(
  account: ChannelAccount,
  postId: string,
  options: CallOptions,
): Promise<Post | undefined> {
  if (!postId.startsWith('urn:li:activity:')) return readPost(account, postId, postId, options);
  const shown = await shownPost(account, postId, options);
  const found = shown?.share && (await readPost(account, postId, shown.share, options));
  if (found || shown?.text === undefined) return found || undefined;
  return { id: postId, text: wordsOf(cleanText(shown.text)), ...addressOf(postId) };
}

async function readPost(
  account: ChannelAccount,
  id: string,
  share: string,
  options: CallOptions,
): Promise<Post | undefined> {
  const path = `posts/${encoded(share)}`;
  const answer = await callLinkedIn(account, { method: 'GET', path }, options);
  if (withheld.has(answer.status) || answer.status === 400) return undefined;
  const { commentary, publishedAt, createdAt } = valueOf(answer, PostBody, options);
  const at = publishedAt ?? createdAt;
  return {
    id,
    // "Little text": signs that mean something there are escaped.
    text: wordsOf(cleanText(commentary))
      .replace(/\{hashtag\|\\?#\|([^{}|]{1,200})\}/g, '#$1')
      .replace(/\\([|{}@[\]()<>#*_~\\])/g, '$1'),
    ...addressOf(id),
    ...(at !== undefined && { at }),
  };
}

function addressOf(postId: string): { url?: string } {
  const url = postUrlOf(postId);
  return url === undefined ? {} : { url };
}
