/** What of the library is near to what somebody asks, by its meaning; nothing where the server is not there in time. */
import type { Pool } from 'pg';
import { wantsArticle } from '../../domain/assist/gaps.ts';
import { readQuestion } from '../../domain/assist/question.ts';
import { mask, type Known } from '../../domain/assist/redaction.ts';
import type { AssistBudget } from '../../domain/assist/settings.ts';
import { ModelProblem } from '../model/problem.ts';
import { createEmbedder, type Embedder, type EmbedderSettings } from './embedder.ts';
import { embedPaid } from './paid.ts';
import { createVectors, type Similar } from './vectors.ts';

export interface MeaningAsked {
  texts: readonly string[];
  /** Theirs, as ISO 639-1. */
  language: string;
  /** Who must not be named to the server. */
  known: Known;
  conversationId?: string;
  budget: AssistBudget;
}

export interface Meaning {
  readonly floor: number;
  /** One list a text; empty for what asks nothing. */
  similarTo(asked: MeaningAsked): Promise<Similar[][]>;
}

/** Somebody waits, and words find most of it. */
const withinMs = 1_200;
/** What a message is about is said early. */
const longestQuestion = 1_500;

export function createMeaning(pool: Pool, settings: EmbedderSettings): Meaning {
  const embedder = createEmbedder(settings);
  const vectors = createVectors(pool, embedder.name);
  const { floor } = embedder;
  return {
    floor,
    async similarTo({ texts, language, ...asked }) {
      const read = language.toLowerCase().slice(0, 2);
      const asks = texts.map((it) => wantsArticle(readQuestion(it, read)));
      const nothing = texts.map((): Similar[] => []);
      if (!asks.includes(true) || (await vectors.isEmpty())) return nothing;
      const questions = texts.filter((_, at) => asks[at]);
      const found = await embedQuestions({ pool, embedder }, questions, asked);
      if (!found) return nothing;
      const left = found.values();
      const lists: Similar[][] = [];
      for (const does of asks) {
        const vector = does ? left.next().value : undefined;
        lists.push(vector ? await vectors.near(vector, floor) : []);
      }
      return lists;
    },
  };
}

/** What leaves has no personal data: it is blanked, as nothing of it has to come back. Undefined: the server failed, or the money is spent. */
async function embedQuestions(
  { pool, embedder }: { pool: Pool; embedder: Embedder },
  questions: readonly string[],
  { known, conversationId, budget }: Pick<MeaningAsked, 'known' | 'conversationId' | 'budget'>,
): Promise<Float32Array[] | undefined> {
  const texts = questions.map((it) => mask(it, known).slice(0, longestQuestion));
  try {
    const wish = { budget, ...(conversationId !== undefined && { conversationId }) };
    return await embedPaid({ pool, embedder }, { purpose: 'search', ...wish }, texts, { withinMs });
  } catch (error) {
    if (error instanceof ModelProblem) return undefined;
    throw error;
  }
}
