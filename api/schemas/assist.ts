import { z } from 'zod';
import { topics } from '../../domain/assist/words/word-list.ts';
import { id, instant, priority, skills } from './common.ts';

const reason = z.object({
  rule: z.string().meta({ description: 'The name of the rule (domain/assist).' }),
  words: z.array(z.string()).meta({ description: 'What of the message it found.' }),
});

export const Triage = z
  .object({
    messageId: id,
    language: z.string().optional(),
    sentiment: z.enum(['negative', 'neutral', 'positive']),
    urgency: z.enum(['low', 'normal', 'high']),
    topics: z.array(z.string()),
    reasons: z.object({
      sentiment: z.array(reason),
      urgency: z.array(reason),
      topics: z.array(reason),
    }),
    suspicion: z
      .array(z.string())
      .optional()
      .meta({ description: 'Why the message looks as if it spoke to a machine; a badge.' }),
    madeBy: z.string().meta({ description: '`rules`, or the model’s name.' }),
    at: instant,
  })
  .meta({ id: 'Triage' });

export const suggestionSource = z.object({
  kind: z.enum(['article', 'canned_reply', 'conversation']),
  id: z.string(),
  title: z.string(),
  language: z.string(),
  quote: z.string(),
});

export const Suggestion = z
  .object({
    id,
    content: z.string(),
    language: z.string(),
    confidence: z.number().min(0).max(1),
    sources: z.array(suggestionSource),
    verdict: z.enum(['helpful', 'wrong', 'used']).optional(),
  })
  .meta({ id: 'Suggestion' });

export const SuggestionRound = z
  .object({
    id,
    messageId: id.meta({ description: 'The newest message that it answers.' }),
    status: z.enum(['ready', 'nothing_found', 'unavailable', 'withdrawn']).meta({
      description: 'withdrawn: the customer wrote again, or somebody answered.',
    }),
    madeBy: z.string().meta({ description: '`search`, or the model’s name.' }),
    reason: z
      .enum([
        ...['slow', 'unreachable', 'limited', 'refused', 'garbage'],
        ...['wrong_language', 'no_answer', 'over_budget'],
      ] as const)
      .optional()
      .meta({ description: 'Why it is not the model’s, which was asked or was to be asked.' }),
    suggestions: z.array(Suggestion),
    at: instant,
  })
  .meta({ id: 'SuggestionRound' });

export const Proposal = z
  .discriminatedUnion('kind', [
    z.object({ id, kind: z.literal('tags'), value: z.array(z.string()), reasons: z.array(reason) }),
    z.object({ id, kind: z.literal('priority'), value: priority, reasons: z.array(reason) }),
    z.object({ id, kind: z.literal('skills'), value: skills, reasons: z.array(reason) }),
  ])
  .meta({ id: 'Proposal' });

export const ConversationSummary = z
  .object({
    id,
    occasion: z.enum(['transfer', 'resolve', 'asked']),
    language: z.string(),
    content: z.string(),
    madeBy: z.string().meta({ description: 'The model’s name.' }),
    at: instant,
  })
  .meta({ id: 'ConversationSummary' });

export const MessageTranslation = z
  .object({
    messageId: id,
    language: z.string(),
    content: z.string(),
    madeBy: z.string().meta({ description: 'The model’s name.' }),
  })
  .meta({ id: 'MessageTranslation' });

export const AnswerDraft = z
  .object({
    id,
    messageId: id.meta({ description: 'What it answers.' }),
    topic: z.enum(topics),
    content: z.string(),
    language: z.string(),
    articleId: id,
    articleTitle: z.string().optional().meta({ description: 'Absent: the article is gone.' }),
    at: instant,
  })
  .meta({ id: 'AnswerDraft' });

export const Assist = z
  .object({
    isEnabled: z.boolean().meta({ description: 'By the workspace and for this account.' }),
    triage: Triage.optional().meta({ description: 'Of the newest message that was read.' }),
    round: SuggestionRound.optional().meta({ description: 'The newest.' }),
    summary: ConversationSummary.optional().meta({ description: 'The newest.' }),
    model: z.string().optional().meta({
      description: 'That which rewrites, translates and sums up; absent: there is none.',
    }),
    draft: AnswerDraft.optional().meta({
      description: 'What it would answer by a policy; it waits for a person.',
    }),
    proposals: z.array(Proposal).meta({ description: 'Those that nobody has decided.' }),
  })
  .meta({ id: 'Assist' });
export type AssistJson = z.output<typeof Assist>;
