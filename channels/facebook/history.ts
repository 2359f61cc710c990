/** What can be asked of a Page: its conversations, what was said in them, who a customer is. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Profile } from '../channel.ts';
import { isWithheld, valueOf } from '../meta/answers.ts';
import { bothHistories } from '../meta/both-histories.ts';
import { callGraph } from '../meta/graph.ts';
import { directHistory } from '../meta/history.ts';
import { lenient } from '../schema.ts';
import { cleanText, webAddress } from '../text.ts';
import { publicConversations, publicMessages } from './public-history.ts';
import { reconcileInPublic } from './public.ts';
import { room } from './room.ts';

const direct = directHistory({
  room,
  platform: 'messenger',
  ownerOf: ({ externalId }) => externalId,
  fields: 'id,created_time,from,to,message,attachments',
});

/** Direct messages, and what was said below the newest posts. */
export const { fetchConversations, fetchMessages, reconcile } = bothHistories(direct, {
  fetchConversations: publicConversations,
  fetchMessages: (account, conversation, _cursor, options) =>
    publicMessages(account, conversation, options),
  reconcile: reconcileInPublic,
});

const ProfileFields = z.object({
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  profile_pic: lenient(z.string()),
});

export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  const query = { fields: 'first_name,last_name,profile_pic' };
  const answer = await callGraph(
    room,
    account,
    { method: 'GET', path: [customerExternalId], query },
    options,
  );
  if (isWithheld(answer)) return undefined;
  const { first_name, last_name, profile_pic } = valueOf(room, answer, ProfileFields, options);
  const name = cleanText([first_name, last_name].filter(Boolean).join(' ')).trim();
  const avatarUrl = webAddress(profile_pic);
  return { ...(name !== '' && { name }), ...(avatarUrl !== undefined && { avatarUrl }) };
}
