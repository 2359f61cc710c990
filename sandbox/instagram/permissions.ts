/** What an account's token takes, by its login (docs: Instagram Platform, permissions). */
import type { Account } from '../model.ts';
import { loginOf } from './login.ts';

const byFacebook = {
  messages: 'instagram_manage_messages',
  reading: 'instagram_manage_comments',
  answering: 'instagram_manage_comments',
  subscribing: 'pages_manage_metadata',
  blocking: 'business_management',
} as const;
const byInstagram = {
  messages: 'instagram_business_manage_messages',
  reading: 'instagram_business_manage_comments',
  answering: 'instagram_business_manage_comments',
  subscribing: 'instagram_business_basic',
  blocking: 'instagram_business_manage_messages',
} as const;

export const accountPermissions = (account: Account) =>
  loginOf(account) === 'facebook' ? byFacebook : byInstagram;

/** As `GET /me/permissions` lists them, of a Page's token. */
export const allAccountPermissions = [
  ...new Set([...Object.values(byFacebook), 'instagram_basic', 'pages_read_engagement']),
];
