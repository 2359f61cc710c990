import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import type { Account, Message } from '../model.ts';
import type { Platform } from '../platform.ts';
import { receivedFile } from './attachments.ts';
import type { ReceivedFile } from './attachments.ts';
import type { ControlParts } from './parts.ts';
import { Problem } from './problem.ts';

const kinds = { story_reply: 'reply', story_mention: 'mention' } as const;

interface ToStory {
  kind: keyof typeof kinds;
  post?: string | undefined;
  attachments: z.infer<typeof ReceivedFile>[];
}

/** Is it a direct message that comes by way of a story? */
export const isStory = <It extends { kind: string }>(inbound: It): inbound is It & ToStory =>
  Object.hasOwn(kinds, inbound.kind);

/** The story that a customer answers, or in which they name the account. @throws Problem where there are none */
export function storyOf(
  parts: Pick<ControlParts, 'world' | 'url'>,
  platform: Platform,
  account: Account,
  { kind, post, attachments }: ToStory,
): NonNullable<Message['story']> {
  if (platform.hasStories !== true) {
    throw new Problem(400, `kind: ${platform.name} tells apps of no stories`);
  }
  const { url = '' } = receivedFile(parts, platform, account, attachments[0] ?? { kind: 'image' });
  return { kind: kinds[kind], id: post ?? `1791${randomInt(1e10, 1e11)}`, url };
}
