/** When the assistant may answer by itself. */
import { z } from 'zod';
import {
  answerHours,
  answerModes,
  mostAutomaticAnswers,
} from '../../domain/assist/answer-policy.ts';
import { topics } from '../../domain/assist/words/word-list.ts';
import { id, instant } from './common.ts';

const written = {
  mode: z.enum(answerModes).meta({ description: 'Sent, or kept until a person approves it.' }),
  hours: z.enum(answerHours).meta({
    description:
      'Inside or outside the business hours of the conversation’s SLA policy; without any the desk is always open.',
  }),
  minConfidence: z.number().min(0).max(1).meta({ description: 'How sure the search must be.' }),
  mostAnswers: z
    .int()
    .min(1)
    .max(mostAutomaticAnswers)
    .meta({ description: 'Sent in one conversation; after them it is left to people.' }),
  enabled: z.boolean(),
};

const topic = z
  .enum(topics)
  .meta({ description: 'What the message is about, as triage reads it.' });

export const AnswerPolicy = z
  .object({ id, accountId: id, topic, ...written, version: z.int(), createdAt: instant })
  .meta({ id: 'AnswerPolicy' });
export type AnswerPolicyJson = z.output<typeof AnswerPolicy>;

export const NewAnswerPolicy = z.strictObject({
  ...{ accountId: id, topic, mode: written.mode },
  hours: written.hours.default('always'),
  minConfidence: written.minConfidence.default(0.7),
  mostAnswers: written.mostAnswers.default(1),
  enabled: written.enabled.default(true),
});

export const AnswerPolicyChange = z.strictObject(written).partial();
