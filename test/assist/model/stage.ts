/** The sandbox's model, a desk's tables with the demo's library, and conversations that wait for an answer. */
import type { Pool } from 'pg';
import { createSuggest } from '../../../activities/assist/suggest.ts';
import { createSummarize } from '../../../activities/assist/summarize.ts';
import { createEmbedder, type EmbedderSettings } from '../../../assist/embeddings/embedder.ts';
import { createLearning } from '../../../assist/embeddings/learn.ts';
import { createMeaning, type Meaning } from '../../../assist/embeddings/meaning.ts';
import { createModel, type Model } from '../../../assist/model/client.ts';
import type { PrismaClient } from '../../../prisma/client/client.ts';
import { addKnowledge } from '../../../prisma/seed/knowledge.ts';
import { addLibrary } from '../../../prisma/seed/library.ts';
import { createPool, createPrisma } from '../../../runtime/database.ts';
import { createLogger } from '../../../runtime/logger.ts';
import { modelKey, nearEnough } from '../../../sandbox/model/catalogue.ts';
import type { ModelCall } from '../../../sandbox/model/call.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from '../../api/support/rows.ts';
import { startTestSandbox, type TestSandbox } from '../../sandbox/support/sandbox.ts';
import { startPostgres, testConfig } from '../../support/environment.ts';

export const question =
  'Can I send the jacket back, the tags are still on? Who pays for the return?';

export interface Round {
  status: string;
  madeBy: string;
  reason: string | null;
  suggestions: { content: string; confidence: number; sources: { id: string; quote: string }[] }[];
}

export interface Stage {
  pool: Pool;
  prisma: PrismaClient;
  sandbox: TestSandbox;
  model: Model;
  /** Over what `learn` has made vectors of; without that the library is found by words alone. */
  meaning: Meaning;
  embedding: EmbedderSettings;
  /** Until nothing is left to learn. */
  learn(): Promise<void>;
  desk: DeskRows;
  settings: (name: string) => Parameters<typeof createModel>[0];
  mode(order: object): Promise<unknown>;
  /** What left the desk. */
  ledger(after?: number, endpoint?: 'chat' | 'embeddings'): Promise<ModelCall[]>;
  asked(texts: readonly string[], more?: Parameters<typeof addConversation>[2]): Promise<string>;
  suggest(conversationId: string, model?: Model): Promise<Round>;
  summarize: ReturnType<typeof createSummarize>;
  end(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const sandbox = await startTestSandbox({ limits: false });
  const postgres = await startPostgres();
  const { database } = testConfig({ postgres });
  const pool = createPool(database, { applicationName: 'test', max: 6 });
  const prisma = createPrisma(database, { applicationName: 'test', max: 2 });
  await addLibrary(prisma);
  await addKnowledge(prisma);
  const desk = await addDesk(pool);
  const settings = (name: string) => ({
    baseUrl: `${sandbox.url}/model/v1`,
    ...{ apiKey: modelKey, name, prices: { in: 2, out: 10 } },
  });
  const model = createModel(settings('sandbox-chat'));
  const embedding = {
    ...settings('sandbox-embedding'),
    ...{ prices: { in: 1, out: 0 }, floor: nearEnough },
  };
  const meaning = createMeaning(pool, embedding);
  let minute = 0;
  return {
    ...{ pool, prisma, sandbox, model, meaning, embedding, desk, settings },
    async learn() {
      const embedder = createEmbedder(embedding);
      const pass = createLearning({ pool, embedder, logger: createLogger('test', 'silent') });
      while (await pass());
    },
    mode: (order) => sandbox.call('POST', '/sandbox/model/mode', order),
    async ledger(after = 0, endpoint = 'chat') {
      const { body } = await sandbox.call(
        'GET',
        `/sandbox/model/ledger?after=${String(after)}&endpoint=${endpoint}`,
      );
      return body['data'] as unknown as ModelCall[];
    },
    async asked(texts, more = {}) {
      const conversation = await addConversation(pool, desk, { language: 'en', ...more });
      for (const content of texts) {
        minute += 1;
        const at = new Date(Date.now() - 86_400_000 + minute * 10);
        await addMessage(pool, conversation, desk, { content, at });
      }
      return conversation.id;
    },
    async suggest(conversationId, by = model) {
      await createSuggest({ pool, model: by, meaning })({ conversationId });
      return roundOf(pool, conversationId);
    },
    summarize: createSummarize({ pool, model }),
    async end() {
      await Promise.all([pool.end(), prisma.$disconnect(), sandbox.close()]);
      await postgres.drop();
    },
  };
}

export async function roundOf(pool: Pool, conversationId: string): Promise<Round> {
  const { rows } = await pool.query<Round>(
    `select r.status, r.made_by as "madeBy", r.reason, coalesce((
              select json_agg(json_build_object('content', s.content, 'confidence', s.confidence, 'sources', s.sources)
                              order by s.position) from suggestions s where s.round_id = r.id), '[]') as suggestions
       from suggestion_rounds r where r.conversation_id = $1`,
    [conversationId],
  );
  const [round] = rows;
  if (!round) throw new Error('there is no round');
  return round;
}

/** What a model was told, all in one. */
export const toldIn = ({ request }: ModelCall): string =>
  (request as { messages: { content: string }[] }).messages.map((it) => it.content).join('\n');

/** So many at once, so that a thousand do not take a thousand times. */
export async function each<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const work = async () => {
    for (const [at, item] of left) results[at] = await act(item);
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return results;
}
