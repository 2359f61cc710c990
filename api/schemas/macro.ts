import { z } from 'zod';
import { outcome, quietSteps } from './action.ts';
import { id, name } from './common.ts';
import { Conversation } from './conversation.ts';
import { template } from './template.ts';

export const MacroStep = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('reply'), content: template }),
    z.strictObject({ type: z.literal('note'), content: template }),
    ...quietSteps,
  ])
  .meta({ id: 'MacroStep' });
export type MacroStep = z.output<typeof MacroStep>;

export const Macro = z
  .object({
    id,
    name: z.string(),
    teamId: id.optional(),
    steps: z.array(MacroStep),
    version: z.int(),
  })
  .meta({ id: 'Macro' });

export const macroFields = {
  name,
  teamId: id.nullable().optional(),
  steps: z.array(MacroStep).min(1).max(20),
};

export const MacroRun = z
  .object({
    steps: z.array(z.object({ type: z.string(), ...outcome })),
    conversation: Conversation,
  })
  .meta({ id: 'MacroRun', description: 'It stops at the first step that is not done.' });
