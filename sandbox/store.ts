import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** One row put (or, with null, removed); the changes of one commit are one line of the journal. */
export type Change<Tables> = {
  [Name in keyof Tables]: readonly [table: Name, key: string, row: Tables[Name] | null];
}[keyof Tables];

/** Tables in memory behind an append-only journal: a commit is on disk before it returns. */
export interface Store<Tables> {
  readonly tables: { readonly [Name in keyof Tables]: ReadonlyMap<string, Tables[Name]> };
  commit(changes: readonly Change<Tables>[]): void;
  close(): void;
}

/** Reads the journal in `folder`, writes it anew without what was overwritten, and goes on with it. */
export function openStore<Tables extends object>(
  names: readonly (keyof Tables & string)[],
  folder: string | undefined,
): Store<Tables> {
  const tables = Object.fromEntries(names.map((name) => [name, new Map()])) as {
    [Name in keyof Tables]: Map<string, Tables[Name]>;
  };
  const apply = (changes: readonly Change<Tables>[]) => {
    for (const [name, key, row] of changes) {
      if (row === null) tables[name].delete(key);
      else tables[name].set(key, row);
    }
  };

  const file = folder === undefined ? undefined : journalFile(folder);
  if (file !== undefined) {
    for (const changes of readJournal<Tables>(file)) apply(changes);
    compact(file, names, tables);
  }
  const handle = file === undefined ? undefined : openSync(file, 'a');

  return {
    tables,
    commit(changes) {
      if (changes.length === 0) return;
      if (handle !== undefined) writeFileSync(handle, `${JSON.stringify(changes)}\n`);
      apply(changes);
    },
    close() {
      if (handle !== undefined) closeSync(handle);
    },
  };
}

function journalFile(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, 'journal.jsonl');
}

function readJournal<Tables>(file: string): Change<Tables>[][] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // What follows the last line break was cut off by a crash: that commit never returned.
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Change<Tables>[]);
}

function compact<Tables extends object>(
  file: string,
  names: readonly (keyof Tables & string)[],
  tables: { [Name in keyof Tables]: Map<string, Tables[Name]> },
): void {
  const lines = names.flatMap((name) =>
    [...tables[name]].map(([key, row]) => `${JSON.stringify([[name, key, row]])}\n`),
  );
  const fresh = `${file}.new`;
  writeFileSync(fresh, lines.join(''), { flush: true });
  renameSync(fresh, file);
}
