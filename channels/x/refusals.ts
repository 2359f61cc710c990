/** Why X refuses, in words that say what to do. X has no fine codes: what it says counts too. */
import type { XProblem } from './client.ts';

export interface Refusal {
  code: string;
  message: string;
}

interface Rule extends Refusal {
  /** v1.1's numbers and the names of problems (docs.x.com, response codes and errors). */
  codes?: readonly string[];
  says?: RegExp;
}

/** The first that matches. */
const rules: readonly Rule[] = [
  {
    code: 'duplicate',
    codes: ['187'],
    says: /duplicate/i,
    message:
      'X refuses words that this account has just posted, so the reply may already be there. Look at the post on X, or put it in other words.',
  },
  {
    code: 'too_long',
    codes: ['186', '354'],
    says: /too long|be a bit shorter|over the (max|character limit)|exceeds? .*(length|characters)/i,
    message: 'The message is too long for X. Shorten it, or send it in parts.',
  },
  {
    code: 'blocked',
    codes: ['136'],
    says: /blocked from|(has|have|been) blocked/i,
    message: 'The customer has blocked this account on X. Use another way to reach them.',
  },
  {
    code: 'blocked',
    codes: ['349', '150', '476'],
    says: /cannot send messages|permission to DM|not following you|not verified to send message/i,
    message:
      'This customer does not take direct messages from this account on X. Answer in public, or ask them to open their messages or to write first.',
  },
  {
    code: 'user_gone',
    codes: ['50', '63', '108'],
    says: /user has been suspended|could not find (user|participant|recipient)/i,
    message: 'This customer is no longer on X. Use another way to reach them.',
  },
  {
    code: 'post_gone',
    codes: ['385', '144'],
    says: /deleted or not visible|(tweet|post) that is deleted|could not find (tweet|post)/i,
    message:
      'The post was deleted on X, or is not visible to this account. Write a direct message instead.',
  },
  {
    code: 'reply_restricted',
    codes: ['433'],
    says: /who can reply|not been mentioned|reply to this (conversation|post|tweet)|summon/i,
    message:
      'X does not let this app reply here: the author has to name or quote the account first, or has restricted replies. Answer on X itself, or by direct message.',
  },
  {
    code: 'attachment_failed',
    codes: ['324', '325'],
    says: /media ids?.{0,40}(invalid|not found|expired)|invalid media/i,
    message:
      'X does not have the attached file (any more). Attach it again, and send the message anew.',
  },
  {
    code: 'restricted',
    codes: ['64', '326'],
    says: /your account.{0,30}(suspended|locked)|temporarily locked/i,
    message:
      'X has locked or suspended this account. Ask an administrator to sign in on X and see what it wants.',
  },
  {
    code: 'quota_exceeded',
    codes: ['usage-capped', 'credits'],
    says: /usage cap|\bcredits\b/i,
    message:
      'The X plan of this app is used up. Ask an administrator to renew it, then send the message again.',
  },
  {
    code: 'no_permission',
    codes: ['client-forbidden', 'unsupported-authentication', '220', '453'],
    says: /oauth.*permission|not permitted to (access|perform)|missing.*scope|required (oauth )?scope|client-not-enrolled|attached to a project/i,
    message:
      'X does not let this app do that for the account. Ask an administrator to check the app’s plan and permissions, and to connect the account again.',
  },
];

export const refusalOf = ({ code, detail }: XProblem): Refusal | undefined =>
  rules.find(
    ({ codes, says }) =>
      (code !== undefined && codes?.includes(code)) || says?.test(detail.slice(0, 1_000)),
  );

/** "Not accepted, later", whatever the HTTP status: rate limit, daily limits of posts and of direct messages. */
export const throttles: ReadonlySet<string | undefined> = new Set([
  '88',
  '185',
  'rate-limit-exceeded',
]);
