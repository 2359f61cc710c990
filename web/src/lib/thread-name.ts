import type { Conversation } from './types.ts';
import { titles } from './desk.ts';
import type { Text } from './text.ts';

type Thread = Pick<Conversation['threads'][number], 'platform' | 'source'>;

/** "Facebook, Direct message": where one writes, among several threads of one person. */
export const threadName = ({ platform, source }: Thread, t: Text): string =>
  `${titles[platform]}, ${t(`source_${source}`)}`;
