import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DeskSecrets {
  /** 32 bytes, base64: seals the accounts' secrets. */
  secretKey: string;
  /** Of the embedded PostgreSQL. */
  postgresPassword: string;
}

/** This desk's own secrets, made at its first start and kept in `<home>/secrets.json`, for its owner's eyes only. */
export async function deskSecrets(home: string): Promise<DeskSecrets> {
  const file = join(home, 'secrets.json');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as DeskSecrets;
  const made: DeskSecrets = {
    secretKey: randomBytes(32).toString('base64'),
    postgresPassword: randomBytes(18).toString('base64url'),
  };
  await mkdir(home, { recursive: true });
  // Renamed into its place: half a file would lock us out of the database for good.
  await writeFile(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}
