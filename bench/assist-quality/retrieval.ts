/**
 * `node bench/assist-quality/retrieval.ts [--misses]`: whether the demo's articles and canned replies answer the labelled
 * questions, and how long a search takes when there is much to search; with OPENAI_EMBEDDING_MODEL, also by meaning.
 */
import { addKnowledge } from '../../prisma/seed/knowledge.ts';
import { addLibrary } from '../../prisma/seed/library.ts';
import { questions } from '../../test/assist/data/questions.ts';
import { evaluate, type Evaluation } from '../../test/assist/evaluate.ts';
import { addBulk, measureSearches } from './bulk.ts';
import { withMeaning } from './meaning.ts';
import { withScratchDatabase } from './scratch-database.ts';

/** Prints it; for a run by itself, and for the report of all of Assist. */
export async function reportRetrieval(options: { misses: boolean; speed: boolean }): Promise<void> {
  await withScratchDatabase(async ({ pool, prisma, database }) => {
    await addLibrary(prisma);
    await addKnowledge(prisma);
    for (const [name, set] of Object.entries(questions)) {
      const result = await evaluate(pool, set);
      console.log(`${name}: ${inWords(result)}`);
      if (options.misses) printMisses(result);
    }
    await withMeaning({ database }, questions, (line) => console.log(line), inWords);
    if (!options.speed) return;
    const bulk = await addBulk(pool);
    const { p50, p95, most } = await measureSearches(pool, [...questions.tune, ...questions.held]);
    console.log(
      `a search in ${bulk.articles} articles, ${bulk.cannedReplies} canned replies and ${bulk.replies} earlier replies: ` +
        `p50 ${p50} ms, p95 ${p95} ms, at most ${most} ms`,
    );
  });
}

function inWords(it: Evaluation): string {
  const share = (part: number, all: number) =>
    `${((100 * part) / all).toFixed(1)} % (${part} of ${all})`;
  return [
    `right article first ${share(it.first, it.answerable)}`,
    `in the first three ${share(it.firstThree, it.answerable)}`,
    `nothing found where nothing answers ${share(it.foundNothing, it.unanswerable)}`,
  ].join(', ');
}

function printMisses({ misses }: Evaluation): void {
  for (const { question, found } of misses) {
    console.log(`  [${question.language}] ${question.text} → ${question.expects ?? 'nothing'}`);
    for (const { source, confidence, quote } of found) {
      console.log(
        `      ${confidence} ${source.kind} ${source.language} “${source.title}”: ${quote}`,
      );
    }
  }
}

if (import.meta.main) {
  const has = (flag: string) => process.argv.includes(flag);
  await reportRetrieval({ misses: has('--misses'), speed: !has('--quality') });
}
