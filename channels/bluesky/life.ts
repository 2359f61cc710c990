/** An account by its app password. There is nothing to subscribe to, and an app password does not run out. */
import { z } from 'zod';
import type { AccountLife, CallOptions, ChannelAccount } from '../channel.ts';
import { cleanText } from '../text.ts';
import { valueOf } from './answers.ts';
import { callBluesky, isWithoutScope } from './client.ts';
import { Did } from './payloads.ts';

const Me = z.object({ did: Did, handle: z.string() });

const reviews = { feature: 'reviews' as const, reason: 'Bluesky has no reviews.' };
const messages = {
  feature: 'messages' as const,
  reason:
    'The app password may not read direct messages: make one with “Allow access to your direct messages”.',
};

export const life: AccountLife = {
  async check(account, options) {
    const call = { method: 'GET', nsid: 'com.atproto.server.getSession' } as const;
    const { did, handle } = valueOf(await callBluesky(account, call, options), Me, options);
    const mayChat = await hasChat(account, options);
    return {
      externalId: did,
      name: cleanText(handle),
      lacking: mayChat ? [reviews] : [messages, reviews],
    };
  },
};

async function hasChat(account: ChannelAccount, options: CallOptions): Promise<boolean> {
  const call = { method: 'GET', nsid: 'chat.bsky.convo.listConvos', isChat: true } as const;
  const answer = await callBluesky(account, { ...call, query: { limit: '1' } }, options);
  if (isWithoutScope(answer)) return false;
  valueOf(answer, z.unknown(), options);
  return true;
}
