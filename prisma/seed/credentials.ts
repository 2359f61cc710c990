import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from './people.ts';

/** The demo desk's logins. Kept when the file exists, so that a token noted down stays good. */
export interface Credentials {
  adminToken: string;
  users: { name: string; email: string; role: string; token: string }[];
}

export async function credentialsIn(home: string, people: readonly Person[]): Promise<Credentials> {
  const file = join(home, 'credentials.json');
  const kept = await readKept(file);
  const users = people.map(({ name, email, role }) => ({
    name,
    email,
    role,
    token: kept?.users.find((user) => user.email === email)?.token ?? newToken(),
  }));
  const admin = users.find(({ role }) => role === 'admin');
  const credentials = { adminToken: kept?.adminToken ?? admin?.token ?? newToken(), users };
  await mkdir(home, { recursive: true });
  // Beside it first: a crash leaves the old file or the new one, never half of one.
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return credentials;
}

async function readKept(file: string): Promise<Credentials | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Credentials;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const newToken = (): string => `care_${randomBytes(32).toString('base64url')}`;
