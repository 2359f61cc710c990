import { createHash, randomBytes } from 'node:crypto';

/** UUID of version 5 in a namespace of ours: the same name gives the same id, so that doing a thing twice names it once. */
export function uuidFrom(...parts: (string | number)[]): string {
  const hash = createHash('sha1').update('careline\0').update(parts.join('\0')).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return formatted(hash);
}

/** UUID of version 7: random, and in the order of creation, so that indexes stay dense. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return formatted(bytes);
}

/** A name that nobody guesses: 160 random bits as 40 lower-case hex digits. */
export const randomKey = (): string => randomBytes(20).toString('hex');

function formatted(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of a message as the platform shows it: the same whether it comes as a message, an edit or an echo first. */
export const platformMessageUuid = (threadId: string, platformMessageId: string): string =>
  uuidFrom('message', threadId, platformMessageId);

/** Nobody and nothing has it: for questions about somebody who is nobody here. */
export const nobodysId = '00000000-0000-0000-0000-000000000000';

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
