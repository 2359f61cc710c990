/**
 * Whether the assistant's proposal to answer by itself is followed: here, and nowhere else. Who proposes may be mistaken, or obey
 * an attacker; what is asked here is looked up by the desk itself, and the words are those of an approved article.
 */
import type { AnswerPolicy } from '../assist/answer-policy.ts';
import type { WantsPerson } from '../assist/wants-person.ts';
import type { HandOverReason } from './automatic-state.ts';
import type { Conversation } from './state.ts';

export interface AnswerProposal {
  /** The customer's message. */
  about: string;
  policyId: string;
  articleId: string;
  /** 0 to 1 */
  confidence: number;
}

/** How things stand for a proposal, as the desk looked them up at this moment. */
export interface AnswerGrounds {
  /** For the desk and for the account. */
  isSwitchedOn: boolean;
  /** As it stands now; absent: there is none of that id for this account. */
  policy?: AnswerPolicy;
  /** What the message is about. */
  topics: readonly string[];
  /** It speaks to a machine. */
  isSuspicious: boolean;
  wantsPerson?: WantsPerson;
  /** By the calendar. */
  isOpen: boolean;
  article?: {
    version: number;
    /** Published, approved for answers, for this team or for all. */
    isApproved: boolean;
    isInTheirLanguage: boolean;
  };
  /** The workspace lets a bot's answer meet what was promised. */
  counts: boolean;
  /** Under this id its words lie ready; absent: they do not go into one message. */
  messageId?: string;
}

export type Verdict =
  | { may: true; policy: AnswerPolicy; articleVersion: number; messageId: string }
  | { may: false; because: string; handOver?: HandOverReason };

export function mayAnswerAutomatically(
  conversation: Conversation,
  proposal: AnswerProposal,
  grounds: AnswerGrounds,
): Verdict {
  const { policy, article, messageId, wantsPerson } = grounds;
  const { automatic } = conversation;
  const notNow = whyNotNow(conversation, proposal.about);
  if (notNow !== undefined || !automatic) return no(notNow ?? 'It keeps nothing in mind.');
  if (!grounds.isSwitchedOn) return no('The assistant is switched off.');
  if (policy?.id !== proposal.policyId) return no('There is no such policy.');
  if (wantsPerson) return no('The customer is better off with a person.', wantsPerson);
  if (!grounds.topics.includes(policy.topic)) return no('The policy is about something else.');
  if (grounds.isSuspicious) return no('The message speaks to a machine.');
  if (policy.hours !== 'always' && grounds.isOpen !== (policy.hours === 'inside')) {
    return no('The policy holds at other hours.');
  }
  // Not a number is not sure enough.
  if (!(proposal.confidence >= policy.minConfidence)) return no('It is not sure enough.');
  if (!article?.isApproved) return no('The article is not approved for answers.');
  if (!article.isInTheirLanguage) return no('The article is in another language.');
  if (messageId === undefined) return no('The article does not go into one message.');
  if (automatic.answers.some(({ articleId }) => articleId === proposal.articleId)) {
    return no('It would say the same again.', 'repeated');
  }
  const verdict = { may: true, policy, articleVersion: article.version, messageId } as const;
  // About a draft a person decides anyway.
  if (policy.mode === 'draft_for_approval') return verdict;
  if (automatic.touched || automatic.handedOver) return no('People have a hand in it.');
  if (automatic.answers.length >= policy.mostAnswers) {
    return no('The policy allows no more answers here.', 'limit');
  }
  return verdict;
}

/** What needs no looking up. */
export function whyNotNow(conversation: Conversation, about: string): string | undefined {
  const { automatic, source, status, mergedInto, joined = [], outbox, recent } = conversation;
  if (!automatic) return 'It was begun before there were automatic answers.';
  if (automatic.handedOver && automatic.handedOver !== 'person') {
    return 'It was handed over to people.';
  }
  // In public everybody reads it, and nobody can be asked who they are.
  if (source !== 'dm') return 'Only direct messages are answered automatically.';
  if (status !== 'open') return `A conversation that is ${status} is not answered automatically.`;
  if (mergedInto || joined.length > 0) return 'Several threads are one conversation here.';
  if (outbox.length > 0) return 'A reply is on its way.';
  if (automatic.draft) return 'A draft waits for approval.';
  const newest = recent.at(-1);
  return newest?.messageId === about && newest.direction === 'inbound'
    ? undefined
    : 'The conversation has gone on.';
}

const no = (because: string, handOver?: HandOverReason): Verdict => ({
  may: false,
  because,
  ...(handOver && { handOver }),
});
