/** What was acknowledged and could not become a message: never lost, listed, replayable. */
import { z } from 'zod';
import { channels } from '../../channels/index.ts';
import { notFound } from '../../domain/errors.ts';
import type { DeadLetter as Letter } from '../../ingest/dead-letters.ts';
import { replayDeadLetter } from '../../ingest/replay-dead-letter.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { iso, isoWhere, present } from '../reads/present.ts';
import { byId, flag, id, instant, page, paging, text } from '../schemas/common.ts';

const DeadLetter = z
  .object({
    id,
    platform: z.string(),
    accountId: id.optional(),
    reason: z.string(),
    detail: z.string(),
    count: z.int().meta({ description: 'How often it came.' }),
    receivedAt: instant,
    replayedAt: instant.optional(),
    replayedBy: z.string().optional(),
    outcome: z.string().optional().meta({ description: 'What the last replay brought.' }),
  })
  .meta({ id: 'DeadLetter' });

const DeadLetterReason = z
  .object({
    platform: z.string(),
    reason: z.string(),
    letters: z.int(),
    events: z.int().meta({ description: 'How often they came, all of them together.' }),
    waiting: z.int().meta({ description: 'Not taken in by a replay.' }),
  })
  .meta({ id: 'DeadLetterReason' });

/** Somebody is to read it. */
const mostShownBytes = 65_536;

const WholeDeadLetter = DeadLetter.extend({
  raw: z.string().meta({ description: 'Bytes that are no UTF-8 show as U+FFFD.' }),
  isCut: z.boolean().meta({ description: 'There is more: only its beginning is shown.' }),
  bytes: z.int(),
}).meta({ id: 'WholeDeadLetter' });

const facts = { tag: 'Inbox', permission: 'inbox.manage' } as const;

export function inboxOperations({ pool, accounts, inbox, deadLetters }: Parts): Operation[] {
  const replay = replayDeadLetter({ channels, accounts, inbox, deadLetters, pool });
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/inbox/dead-letters',
      id: 'listDeadLetters',
      summary: 'Webhook events that could not be taken in, the newest first',
      query: z.strictObject({
        reason: text(100).optional(),
        platform: text(40).optional(),
        waiting: flag.optional().meta({ description: 'Not taken in by a replay yet, or so.' }),
        ...paging,
      }),
      answer: page(DeadLetter),
      async handle({ query: { cursor, limit, waiting: isWaiting, ...filter } }) {
        const after = decodeCursor('dead-letters', cursor)?.id;
        const { letters, nextCursor } = await deadLetters.list({
          cursor: after,
          limit,
          isWaiting,
          ...filter,
        });
        return {
          body: {
            data: letters.map(toDeadLetter),
            nextCursor: nextCursor ? encodeCursor('dead-letters', '', nextCursor) : null,
          },
        };
      },
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/inbox/dead-letter-reasons',
      id: 'countDeadLetters',
      summary:
        'Why webhook events could not be taken in, and how many each, the most frequent first',
      answer: page(DeadLetterReason),
      handle: async () => ({ body: { data: await deadLetters.reasons(), nextCursor: null } }),
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/inbox/dead-letters/{deadLetterId}',
      id: 'getDeadLetter',
      summary: 'A dead letter with what was sent, as text',
      params: byId('deadLetterId'),
      answer: WholeDeadLetter,
      async handle({ params: { deadLetterId } }) {
        const letter = await deadLetters.find(deadLetterId);
        if (!letter) throw notFound('dead letter');
        const raw = letter.raw.subarray(0, mostShownBytes).toString('utf8');
        const isCut = letter.raw.length > mostShownBytes;
        return { body: { ...toDeadLetter(letter), raw, isCut, bytes: letter.raw.length } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/inbox/dead-letters/{deadLetterId}/replay',
      id: 'replayDeadLetter',
      summary: 'Take it in once more, e.g. after its account was added',
      params: byId('deadLetterId'),
      body: z.strictObject({}),
      answer: DeadLetter,
      async handle({ params: { deadLetterId }, caller }) {
        accounts.invalidate();
        const outcome = await replay(deadLetterId, caller.actor);
        const letter = outcome === undefined ? undefined : await deadLetters.find(deadLetterId);
        if (!letter) throw notFound('dead letter');
        return { body: toDeadLetter(letter) };
      },
    }),
  ];
}

const toDeadLetter = (letter: Letter): z.input<typeof DeadLetter> => ({
  id: letter.id,
  platform: letter.platform,
  ...present('accountId', letter.accountId),
  reason: letter.reason,
  detail: letter.detail,
  count: letter.count,
  receivedAt: iso(letter.receivedAt),
  ...isoWhere('replayedAt', letter.replayedAt),
  ...present('replayedBy', letter.replayedBy),
  ...present('outcome', letter.outcome),
});
