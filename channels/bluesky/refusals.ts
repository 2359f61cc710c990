/** Why Bluesky refuses, in words that say what to do. The same refusal has a name in one place and only words in another. */
import type { BlueskyAnswer } from './client.ts';

export interface Refusal {
  code: string;
  message: string;
}

interface Rule extends Refusal {
  names?: readonly string[];
  says?: RegExp;
}

/** The first that matches. */
const rules: readonly Rule[] = [
  {
    code: 'no_permission',
    says: /^bad token (scope|method)/i,
    message:
      'The app password may not read or write direct messages. Ask an administrator to make one that may, and to connect the account with it.',
  },
  {
    code: 'token_dead',
    names: ['AuthFactorTokenRequired'],
    message:
      'Bluesky asks for a code by email, so this is the account’s own password. Ask an administrator to connect it with an app password.',
  },
  {
    code: 'restricted',
    names: ['AccountTakedown', 'AccountSuspended', 'AccountDeactivated'],
    says: /account (has been |is )?(taken down|suspended|deactivated|disabled)/i,
    message:
      'Bluesky has suspended or deactivated this account. Ask an administrator to sign in on Bluesky and see what it wants.',
  },
  {
    code: 'messages_closed',
    names: ['MessagesDisabled', 'NotFollowedBySender'],
    says: /disabled incoming messages|messages to come from someone they follow/i,
    message:
      'This customer does not take direct messages from this account on Bluesky. Answer in public, or ask them to open their messages or to write first.',
  },
  {
    code: 'blocked',
    names: ['BlockedActor', 'BlockedByActor'],
    says: /block between|blocked by/i,
    message: 'The customer has blocked this account on Bluesky. Use another way to reach them.',
  },
  {
    code: 'blocked',
    names: ['BlockedSubject'],
    message: 'This account has blocked the customer on Bluesky. Unblock them first.',
  },
  {
    code: 'user_gone',
    names: ['RecipientNotFound'],
    says: /recipient not found|could not find (user|account|repo)/i,
    message: 'This customer is no longer on Bluesky. Use another way to reach them.',
  },
  {
    code: 'conversation_gone',
    names: ['InvalidConvo', 'ConvoLocked'],
    message:
      'This conversation is closed on Bluesky, or was left there. Use another way to reach the customer.',
  },
  {
    code: 'message_gone',
    names: ['ReplyTargetNotFound'],
    message: 'The message that this answers was deleted on Bluesky. Send it without the reference.',
  },
  {
    code: 'post_gone',
    names: ['RecordNotFound'],
    message: 'The post was deleted on Bluesky. Write a direct message instead.',
  },
  {
    code: 'too_long',
    says: /must not be longer than|too (long|big|large)/i,
    message: 'The message is too long for Bluesky. Shorten it, or send it in parts.',
  },
];

export const refusalOf = ({ error }: Pick<BlueskyAnswer, 'error'>): Refusal | undefined =>
  error &&
  rules.find(
    ({ names, says }) =>
      names?.includes(error.name) === true || says?.test(error.message.slice(0, 1_000)) === true,
  );
