import { parseFields, project } from '../meta/fields.ts';
import type { Field } from '../meta/fields.ts';
import type { GraphCall } from '../meta/route.ts';
import { loginOf, ownerOf } from './login.ts';
import { mentioned } from './media.ts';
import { accountUsername, usernameOf } from './people.ts';

const accountFields = [
  ...['id', 'user_id', 'username', 'name', 'account_type', 'profile_picture_url'],
  ...['mentioned_media', 'mentioned_comment'],
];
const userFields = [
  ...['id', 'name', 'username', 'profile_pic', 'follower_count', 'is_user_follow_business'],
  ...['is_business_follow_user', 'is_verified_user'],
];

/** The account itself, the page that it is linked to, or a customer who has written to it. */
export function profile(call: GraphCall): unknown {
  const { account, id, request } = call;
  const fields = request.text('fields');
  if (loginOf(account) === 'facebook' && (id === 'me' || id === ownerOf(account))) {
    return page(call, parseFields(fields ?? 'id,name'));
  }
  if (id === 'me' || id === account.externalId) return own(call, parseFields(fields ?? 'id'));
  return user(call, parseFields(fields ?? 'name,username'));
}

function own(call: GraphCall, asked: readonly Field[]) {
  const { externalId: id, name } = call.account;
  const named = { id, user_id: id, name, username: accountUsername(call.account) };
  const mentions = asked
    .filter((it) => it.name.startsWith('mentioned_'))
    .map((it) => [it.name, mentioned(call, it)] as const);
  const whole = { ...named, account_type: 'BUSINESS', ...Object.fromEntries(mentions) };
  return project('IGUser', whole, asked, accountFields);
}

function page({ account }: GraphCall, asked: readonly Field[]) {
  const linked = asked.find(({ name }) => name === 'instagram_business_account');
  const { externalId: id, name } = account;
  const whole = {
    ...{ id: ownerOf(account), name },
    instagram_business_account:
      linked &&
      project('IGUser', { id, name, username: accountUsername(account) }, linked.fields, [
        ...['id', 'name', 'username'],
      ]),
  };
  return project('Page', whole, asked, ['id', 'name', 'instagram_business_account']);
}

function user({ world, account, id, url }: GraphCall, asked: readonly Field[]): unknown {
  const customer = world.customer('instagram', id);
  if (customer === undefined || !world.chat('instagram', account.externalId, id)) return undefined;
  const whole = {
    ...{ id, name: customer.name, username: usernameOf(customer), follower_count: 120 },
    profile_pic: `${new URL(url).origin}/sandbox/media/avatars/${id}`,
    ...{ is_user_follow_business: false, is_business_follow_user: false, is_verified_user: false },
  };
  return project('IGUser', whole, asked, userFields);
}
