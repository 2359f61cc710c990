/** Did a message arrive after all? What the account wrote since then tells. */
import twitter from 'twitter-text';
import type { CallOptions, ChannelAccount, OutboundMessage } from '../channel.ts';
import { cleanText } from '../text.ts';
import { readDirects, readPosts, startTime } from './reading.ts';
import { isDirect } from './send.ts';

/** X's clock and ours differ, and its times are now and then whole seconds. */
const clockSlackMs = 5_000;

/**
 * The one message of the account with this text since it was submitted, to the same customer or under the same post.
 * Or the one that shows its files. Two of them prove nothing. The caller must see that no other message of ours holds that id already.
 */
export async function reconcile(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  const words = essenceOf(message.content);
  const files = message.attachments.flatMap(({ handle }) => handle ?? []);
  if (words === '' && files.length === 0) return undefined;
  const since = message.submittedAt - clockSlackMs;
  const said = isDirect(message)
    ? await directsTo(account, message, options)
    : await repliesTo(account, message, since, options);
  const [only, ...others] = said.filter(
    (it) =>
      it.at !== undefined &&
      it.at >= since &&
      // What X calls a file is in no other message.
      (files.length > 0 ? shows(it, files) : essenceOf(it.text) === words),
  );
  return only?.at === undefined || others.length > 0
    ? undefined
    : { platformMessageId: only.id, at: only.at };
}

interface Own {
  id: string;
  text: string;
  at?: number;
  mediaKeys?: string[];
}

const shows = ({ mediaKeys = [] }: Own, files: readonly string[]): boolean =>
  files.every((file) => mediaKeys.some((key) => key.endsWith(`_${file}`)));

async function directsTo(
  account: ChannelAccount,
  { recipientExternalId }: OutboundMessage,
  options: CallOptions,
): Promise<Own[]> {
  const path = ['dm_conversations', 'with', recipientExternalId, 'dm_events'];
  const { items } = await readDirects(account, { path, query: { max_results: '100' } }, options);
  return items
    .filter(({ sender_id: sender }) => sender === account.externalId)
    .map(({ id, text = '', created_at: at, attachments }) => ({
      ...{ id, text, at, mediaKeys: attachments?.media_keys ?? [] },
    }));
}

async function repliesTo(
  account: ChannelAccount,
  { answers }: OutboundMessage,
  since: number,
  options: CallOptions,
): Promise<Own[]> {
  if (answers === undefined) return [];
  const path = ['users', account.externalId, 'tweets'];
  const query = { max_results: '100', ...startTime(since) };
  const { items } = await readPosts(account, { path, query }, options);
  return items
    .filter((post) => post.authorId === account.externalId)
    .filter(({ parentId }) => parentId === answers.platformMessageId)
    .map(({ id, said, at, mediaKeys = [] }) => ({
      ...{ id, text: said.content, mediaKeys, ...(at !== undefined && { at }) },
    }));
}

/**
 * What X leaves of a text: it writes addresses in its own way, escapes, puts the names of those who are answered in
 * front, and trims.
 */
function essenceOf(text: string): string {
  let words = cleanText(text).normalize('NFC');
  for (const { indices } of twitter.extractUrlsWithIndices(words).reverse()) {
    words = `${words.slice(0, indices[0])}🔗${words.slice(indices[1])}`;
  }
  return words
    .replace(/https?:\/\/\S+/g, '🔗')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/^(\s*@\w{1,15})+(?!\w)/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
