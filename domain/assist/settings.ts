/** What the assistant may do by itself, what it may only propose. */
export type Handling = 'automatic' | 'proposal' | 'off';

export interface AssistSettings {
  /** Topics of a message, as tags. */
  tags: Handling;
  /** It may rise; it never falls. */
  priority: Handling;
  /** Answers to choose from; nothing of them is sent without a person. */
  suggestions: boolean;
}

export const defaultAssist: AssistSettings = {
  tags: 'automatic',
  priority: 'automatic',
  suggestions: true,
};
