/** When the workspace lets the assistant answer by itself, for one account and one topic. Without a policy it never does. */
import type { Topic } from './words/word-list.ts';

export const answerHours = ['always', 'inside', 'outside'] as const;
export type AnswerHours = (typeof answerHours)[number];

/** `draft_for_approval`: the answer waits for a person. */
export const answerModes = ['send', 'draft_for_approval'] as const;
export type AnswerMode = (typeof answerModes)[number];

/** No policy allows more in one conversation. */
export const mostAutomaticAnswers = 3;

export interface AnswerPolicy {
  id: string;
  topic: Topic;
  /** By the calendar of the conversation's SLA policy; without one the desk is always open. */
  hours: AnswerHours;
  /** 0 to 1: how sure the search must be. */
  minConfidence: number;
  /** In one conversation. */
  mostAnswers: number;
  mode: AnswerMode;
}
