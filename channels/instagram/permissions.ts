/** What an account's token may do. */
import { z } from 'zod';
import type { AccountFinding, CallOptions, ChannelAccount } from '../channel.ts';
import { isForbidden, isGone, valueOf } from '../meta/answers.ts';
import { callGraph, type GraphAnswer } from '../meta/graph.ts';
import { goodOf } from '../schema.ts';
import { loginOf, ownerOf, room } from './room.ts';

type Lacking = AccountFinding['lacking'];

/** What each feature needs, of a Facebook Login token (docs: Instagram Platform, permissions). */
const needs = {
  messages: ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'],
  comments: ['instagram_basic', 'instagram_manage_comments', 'pages_read_engagement'],
} as const;

const Permissions = z.object({
  data: goodOf(z.object({ permission: z.string(), status: z.string() })),
});

/** @throws ChannelError, NoAnswer */
export async function lackingOf(
  account: ChannelAccount,
  externalId: string,
  options: CallOptions,
): Promise<Lacking> {
  const found = [
    ...(loginOf(account) === 'facebook' ? await notGranted(account, options) : []),
    ...(await notAnswered(account, externalId, options)),
  ];
  return features.flatMap((feature) => found.find((it) => it.feature === feature) ?? []);
}

const features = ['messages', 'comments'] as const;

async function notGranted(account: ChannelAccount, options: CallOptions): Promise<Lacking> {
  const answer = await ask(account, ['me', 'permissions'], {}, options);
  // A Page's own token has no such list: then what is asked for tells.
  if (isGone(answer)) return [];
  const { data } = valueOf(room, answer, Permissions, options);
  const granted = new Set(data.flatMap((it) => (it.status === 'granted' ? it.permission : [])));
  return features.flatMap((feature) => {
    const missing = needs[feature].filter((permission) => !granted.has(permission));
    return missing.length === 0
      ? []
      : [{ feature, reason: `The token lacks ${missing.join(', ')}.` }];
  });
}

/** No list tells what an Instagram token may do: a small question of each kind is asked. */
async function notAnswered(
  account: ChannelAccount,
  externalId: string,
  options: CallOptions,
): Promise<Lacking> {
  const [messages, comments] = await Promise.all([
    ask(
      account,
      [ownerOf(account), 'conversations'],
      { platform: 'instagram', fields: 'id', limit: '1' },
      options,
    ),
    ask(
      account,
      [externalId, 'media'],
      { fields: 'id,comments.limit(1){id}', limit: '1' },
      options,
    ),
  ]);
  return [...forbidden('messages', messages, options), ...forbidden('comments', comments, options)];
}

/** @throws ChannelError where the answer is neither yes nor a missing permission */
function forbidden(
  feature: 'messages' | 'comments',
  answer: GraphAnswer,
  options: CallOptions,
): Lacking {
  const { error } = answer;
  if (error && isForbidden(answer)) {
    const known = room.refusals.get(`${String(error.code)}/${String(error.error_subcode)}`);
    const reason =
      known?.message ?? `The token may not read ${feature} (error ${String(error.code)}).`;
    return [{ feature, reason }];
  }
  valueOf(room, answer, z.object({}), options);
  return [];
}

/** A GET. */
export const ask = (
  account: ChannelAccount,
  path: string[],
  query: Record<string, string>,
  options: CallOptions,
) => callGraph(room, account, { method: 'GET', path, query }, options);
