/**
 * The labelled questions with the vectors of OPENAI_EMBEDDING_MODEL beside the words, at several floors: what a floor is worth for a
 * model stands here. With `sandbox-embedding` and no OPENAI_BASE_URL the sandbox's server is started; its vectors know equal letters
 * and a short list of synonyms, so that they show that it works, not how well a real model does.
 */
import { createEmbedder, type EmbedderSettings } from '../../assist/embeddings/embedder.ts';
import { createLearning } from '../../assist/embeddings/learn.ts';
import { createMeaning } from '../../assist/embeddings/meaning.ts';
import type { Similar } from '../../assist/embeddings/vectors.ts';
import { defaultAssist } from '../../domain/assist/settings.ts';
import { readConfig } from '../../runtime/config.ts';
import { createPool } from '../../runtime/database.ts';
import { createLogger } from '../../runtime/logger.ts';
import { modelKey } from '../../sandbox/model/catalogue.ts';
import type { LabelledQuestion } from '../../test/assist/data/questions.ts';
import { evaluate, type Evaluation } from '../../test/assist/evaluate.ts';
import { startTestSandbox } from '../../test/sandbox/support/sandbox.ts';
import type { Scratch } from './scratch-database.ts';

const floors = [0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8];

/** Each set at each floor; nothing where no model is set. */
export async function withMeaning(
  { database }: Pick<Scratch, 'database'>,
  sets: Readonly<Record<string, readonly LabelledQuestion[]>>,
  print: (line: string) => void,
  inWords: (result: Evaluation) => string,
): Promise<void> {
  const name = process.env['OPENAI_EMBEDDING_MODEL'];
  if (name === undefined || name === '') return;
  const sandbox =
    process.env['OPENAI_BASE_URL'] === undefined
      ? await startTestSandbox({ limits: false })
      : undefined;
  const pool = createPool(database, { applicationName: 'careline-bench', max: 4 });
  try {
    const settings = settingsFor(sandbox?.url, database.url);
    await learn(pool, settings);
    // Everything that is near at all; the floors are looked at afterwards.
    const meaning = createMeaning(pool, { ...settings, floor: 0 });
    const { budget } = defaultAssist;
    for (const [set, questions] of Object.entries(sets)) {
      const near = new Map<LabelledQuestion, Similar[]>();
      for (const it of questions) {
        const asked = { texts: [it.text], language: it.language, known: {}, budget };
        const [similar = []] = await meaning.similarTo(asked);
        near.set(it, similar);
      }
      for (const floor of floors) {
        const result = await evaluate(pool, questions, (it) => ({
          similar: (near.get(it) ?? []).filter(({ similarity }) => similarity >= floor),
          floor,
        }));
        print(`${set}, and by meaning (${name}, floor ${String(floor)}): ${inWords(result)}`);
      }
    }
  } finally {
    await pool.end();
    await sandbox?.close();
  }
}

function settingsFor(sandboxUrl: string | undefined, databaseUrl: string): EmbedderSettings {
  const { embedding } = readConfig({
    ...process.env,
    DATABASE_URL: databaseUrl,
    CARELINE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...(sandboxUrl !== undefined && {
      ...{ OPENAI_BASE_URL: `${sandboxUrl}/model/v1`, OPENAI_API_KEY: modelKey },
    }),
  });
  if (!embedding) throw new Error('OPENAI_EMBEDDING_MODEL is not set');
  return embedding;
}

async function learn(
  pool: ReturnType<typeof createPool>,
  settings: EmbedderSettings,
): Promise<void> {
  const logger = createLogger('bench', 'warn');
  const pass = createLearning({ pool, logger, embedder: createEmbedder(settings) });
  while (await pass());
}
