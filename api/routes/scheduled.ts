import { z } from 'zod';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { listScheduled } from '../reads/scheduled.ts';
import { flag, page, paging } from '../schemas/common.ts';
import { Scheduled } from '../schemas/scheduled.ts';

export const scheduledReplies = ({ pool }: Parts): Operation[] => [
  operation({
    method: 'get',
    path: '/scheduled',
    id: 'listScheduled',
    summary: 'Replies for later, the next first: mine; a supervisor’s list has everybody’s',
    tag: 'Messages',
    permission: 'conversations.read',
    query: z.strictObject({ mine: flag.optional(), ...paging }),
    answer: page(Scheduled),
    async handle({ query: { mine = false, cursor, limit }, caller }) {
      const seesAll = may(caller.role, 'replies.seeScheduled') && !mine;
      const by = seesAll ? undefined : (caller.actor.id ?? '');
      return { body: await listScheduled(pool, { caller, by, cursor, limit }) };
    },
  }),
];
