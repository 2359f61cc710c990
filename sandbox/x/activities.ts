/** What an account's subscriptions are to (X Activity API, event types); those about private things need the account's word. */
const scopeOf = {
  'dm.received': 'dm.read',
  'dm.sent': 'dm.read',
  'dm.read': 'dm.read',
  'dm.indicate_typing': 'dm.read',
  'post.create': 'tweet.read',
  'post.delete': 'tweet.read',
  'post.mention.create': 'tweet.read',
  'post.reply.create': 'tweet.read',
  'post.quote.create': 'tweet.read',
  'post.repost.create': 'tweet.read',
} as const;

export type Activity = keyof typeof scopeOf;
export const activities = Object.keys(scopeOf) as Activity[];

export const isActivity = (name: string): name is Activity => Object.hasOwn(scopeOf, name);
export const scopeFor = (activity: Activity): string => scopeOf[activity];
/** Encrypted chats are for apps with keys of their own: known, and not given to this one. */
export const isEncrypted = (name: string): boolean => name.startsWith('chat.');
