import { priorityRank, type Priority } from '../sla.ts';
import { reading, type Reason } from './reading.ts';
import { sentimentOf, type Sentiment, type SentimentRule } from './sentiment.ts';
import { topicsOf } from './topics.ts';
import { urgencyOf, type Urgency, type UrgencyRule } from './urgency.ts';
import type { Topic } from './words/word-list.ts';

export type { Sentiment, Topic, Urgency };

export interface TriageInput {
  text: string;
  /** ISO 639-1, where it is known; without it the text is read by the lists that know most of its words. */
  language?: string | undefined;
  /** Of a review. */
  stars?: number | undefined;
  /** What the customer wrote before and nobody has answered yet. */
  earlier?: readonly string[] | undefined;
}

export interface Triage {
  language?: string;
  sentiment: Sentiment;
  urgency: Urgency;
  topics: Topic[];
  /** Rules by name and the words they found: a UI words them in the agent's language. */
  reasons: {
    sentiment: Reason<SentimentRule>[];
    urgency: Reason<UrgencyRule>[];
    topics: Reason<Topic>[];
  };
}

/** Mood, urgency and topics of what a customer wrote, by rules alone. */
export function triageOf({ text, language, stars, earlier = [] }: TriageInput): Triage {
  const message = reading(text, language);
  const mood = sentimentOf(message, stars);
  const { sentiment, reasons: why } = mood;
  const { topics, reasons: about } = topicsOf(message, mood);
  const { urgency, reasons: pressing } = urgencyOf(message, { sentiment, topics, earlier });
  return {
    ...(language !== undefined && { language }),
    sentiment,
    urgency,
    topics,
    reasons: { sentiment: why, urgency: pressing, topics: about },
  };
}

/** A priority may rise by itself, never fall: high urgency makes it at least high. */
export function priorityAfter(current: Priority, urgency: Urgency): Priority {
  return urgency === 'high' && priorityRank(current) < priorityRank('high') ? 'high' : current;
}
