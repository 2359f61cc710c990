/** `npm run knowledge:import -- <folder> [--publish]`: the Markdown files of a folder become articles (docs/knowledge.md). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { NoArticle, readArticleFile } from '../assist/knowledge/article-file.ts';
import { keepFile, type Outcome } from '../assist/knowledge/keep-files.ts';
import { readConfig } from '../runtime/config.ts';
import { createPool } from '../runtime/database.ts';

export interface Imported {
  path: string;
  outcome: Outcome | 'refused';
  why?: string;
}

const actor = { type: 'system', id: 'npm run knowledge:import' };

/** Each file for itself: one that is no article is said, and holds up none of the others. */
export async function importFolder(
  pool: Pool,
  folder: string,
  { isPublished = false }: { isPublished?: boolean } = {},
): Promise<Imported[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names
    .map((it) => it.replaceAll('\\', '/'))
    .filter((it) => /\.(?:md|markdown)$/i.test(it) && !/(?:^|\/)[._]/.test(it))
    .sort();
  const results: Imported[] = [];
  for (const path of paths) {
    try {
      const article = readArticleFile(path, await readFile(join(folder, path), 'utf8'));
      const { outcome } = await keepFile(pool, { path, article }, { actor, isPublished });
      results.push({ path, outcome });
    } catch (error) {
      if (!(error instanceof NoArticle)) throw error;
      results.push({ path, outcome: 'refused', why: error.message });
    }
  }
  return results;
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  const [folder] = words.filter((it) => !it.startsWith('--'));
  if (folder === undefined) {
    console.error('Usage: npm run knowledge:import -- path/to/articles [--publish]');
    process.exit(1);
  }
  const { database } = readConfig();
  const pool = createPool(database, { applicationName: 'careline-knowledge-import', max: 1 });
  try {
    const results = await importFolder(pool, folder, { isPublished: words.includes('--publish') });
    for (const { path, outcome, why } of results) {
      console.log(why === undefined ? `${outcome}: ${path}` : `${outcome}: ${path} ${why}`);
    }
    if (results.length === 0) console.log('There are no Markdown files in that folder.');
    if (results.some(({ outcome }) => outcome === 'refused')) process.exitCode = 1;
  } finally {
    await pool.end();
  }
}
