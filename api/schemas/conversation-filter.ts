/** By what conversations are listed: the list's query, and what a view keeps. */
import { z } from 'zod';
import { conversationSorts } from '../reads/conversation-sorts.ts';
import {
  flag,
  id,
  idOr,
  language,
  listOf,
  namedPlatform,
  priority,
  source,
  status,
  tag,
  text,
} from './common.ts';

export const slaState = z.enum(['ok', 'warning', 'breached', 'paused', 'none']);

export const conversationFilters = {
  status: listOf(status).optional(),
  platform: listOf(namedPlatform).optional(),
  accountId: id.optional(),
  customerId: id.optional(),
  crmContactId: text(200)
    .trim()
    .min(1)
    .optional()
    .meta({ description: 'Of the person whose contact this is in a CRM, by its own id.' }),
  assignedTo: idOr('me', 'none').optional(),
  teamId: idOr('mine', 'none').optional().meta({ description: 'mine: the team of who asks.' }),
  priority: listOf(priority).optional(),
  source: listOf(source).optional(),
  tag: listOf(tag).optional(),
  language: listOf(language).optional().meta({ description: '`pt` finds `pt-BR` too.' }),
  slaState: listOf(slaState).optional(),
  mentioned: z
    .literal('me')
    .optional()
    .meta({ description: 'A note mentions who asks, and the notification of it is unread.' }),
  unread: z
    .union([flag, z.boolean()])
    .optional()
    .meta({ description: 'The customer wrote what the caller has not seen, or not.' }),
  waiting: z.union([flag, z.boolean()]).optional().meta({ description: 'In the queue, or not.' }),
  q: text(200).trim().min(2).optional().meta({
    description: 'In what was said, in customers’ names and handles, and in tags.',
  }),
};

export const conversationOrder = {
  sort: z.enum(conversationSorts).default('updatedAt'),
  order: z.enum(['asc', 'desc']).optional(),
};

export const ConversationFilter = z
  .strictObject(conversationFilters)
  .meta({ id: 'ConversationFilter' });
export type ConversationFilter = z.output<typeof ConversationFilter>;
