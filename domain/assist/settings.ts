/** What the assistant may do by itself, what it may only propose. */
export type Handling = 'automatic' | 'proposal' | 'off';

export interface AssistSettings {
  /** Topics of a message, as tags. */
  tags: Handling;
  /** It may rise; it never falls. */
  priority: Handling;
  /** What whoever answers should be able to do: asked for before the first routing, or proposed. */
  skills: Handling;
  /** Answers to choose from; nothing of them is sent without a person. */
  suggestions: boolean;
  /** How the brand speaks, in words for a model: "warm, short sentences, never exclamation marks". */
  voice: string;
  /** What summaries are written in, and messages are read in where nobody says otherwise: ISO 639-1. */
  teamLanguage: string;
  /** Where what a model writes may link to, beside what the desk's own library links to. */
  allowedHosts: string[];
  /** What an automatic answer says of itself, by language; where absent: as answer-label.ts has it. */
  answerLabels: Record<string, string>;
  /** What a model may cost. */
  budget: AssistBudget;
}

/** Tokens and money, the latter in the currency of the prices that the processes are configured with. */
export interface AssistBudget {
  tokensPerConversation: number;
  tokensPerDay: number;
  /** Absent: what the tokens come to. */
  costPerConversation?: number;
  costPerDay?: number;
}

export const defaultAssist: AssistSettings = {
  tags: 'automatic',
  priority: 'automatic',
  skills: 'automatic',
  suggestions: true,
  voice: '',
  teamLanguage: 'en',
  allowedHosts: [],
  answerLabels: {},
  budget: { tokensPerConversation: 100_000, tokensPerDay: 5_000_000 },
};
