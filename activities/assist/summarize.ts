import type { Pool } from 'pg';
import { readBackground } from '../../assist/model/background.ts';
import type { Model } from '../../assist/model/client.ts';
import { ModelProblem } from '../../assist/model/problem.ts';
import { keepSummary, saidIn } from '../../assist/model/summaries.ts';
import { writeWhole } from '../../assist/model/writing.ts';
import type { SummaryOccasion } from '../types.ts';
import { assistFacts } from './facts.ts';

/** Kept beside the conversation, as a note is; a model writes it, or nobody. */
export const createSummarize =
  ({ pool, model }: { pool: Pool; model: Model | undefined }) =>
  async (asked: {
    conversationId: string;
    occasion: SummaryOccasion;
    cause: string;
  }): Promise<void> => {
    const { conversationId, occasion, cause } = asked;
    const facts = model && (await assistFacts(pool, conversationId));
    if (!facts) return;
    const said = await saidIn(pool, conversationId);
    // Who reads a few words needs no fewer.
    if (said.length < fewest) return;
    const { settings } = facts;
    const background = await readBackground(pool, conversationId, settings);
    const language = settings.teamLanguage;
    try {
      const content = await writeWhole({ pool, model }, background, {
        to: 'summary',
        language,
        said,
      });
      await keepSummary(pool, {
        ...{ conversationId, occasion, cause, content, language, madeBy: model.name },
      });
    } catch (error) {
      if (!(error instanceof ModelProblem) || isPassing(error)) throw error;
    }
  };

const fewest = 3;

/** Nobody waits for it: what may be otherwise in a moment is tried again. */
const isPassing = ({ kind }: ModelProblem): boolean =>
  kind === 'slow' || kind === 'unreachable' || kind === 'limited';
