/** Where files are kept: a folder of this machine, or a bucket that all machines reach. */
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Config } from '../runtime/config.ts';
import { folderStore } from './folder-store.ts';
import { s3Store } from './s3-store.ts';
import type { Spooled } from './spool.ts';

/** Keys are `objectKey`s: lower-case letters, digits and dots. */
export interface FileStore {
  /** Durable once this returns; the same key again takes its place as a whole. The spooled file may be gone afterwards. */
  keep(key: string, file: Spooled): Promise<void>;
  /** undefined: there is none. */
  read(key: string): Promise<Readable | undefined>;
  /** Harmless where there is none. */
  remove(key: string): Promise<void>;
  close(): void;
}

export const storeOf = ({ folder, s3 }: Config['files']): FileStore =>
  s3 ? s3Store(s3) : folderStore(folder);

/** On the same disk as the folder's files, so that keeping one is renaming it. */
export const spoolOf = ({ folder }: Pick<Config['files'], 'folder'>): string =>
  join(folder, 'incoming');

/** Each attempt has a name of its own: one that overstayed its time overwrites nothing. */
export const objectKey = (storageKey: string, attempt: number): string =>
  `${storageKey}.${attempt}`;
