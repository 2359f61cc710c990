/** What agents have begun to write: kept here, seen by nobody else, gone when it is said. */
import { z } from 'zod';
import { CareError } from '../../domain/errors.ts';
import { keepDraft } from '../commands/keep-draft.ts';
import { attachmentsOf } from '../commands/uploads.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findDrafts, listDrafts } from '../reads/drafts.ts';
import { byId, id, page, paging, text } from '../schemas/common.ts';
import { DraftEntry, draftKind, Drafts } from '../schemas/draft.ts';
import { requireConversation } from '../visibility.ts';

const facts = { tag: 'Drafts', permission: 'conversations.work' } as const;
const path = '/conversations/{conversationId}/draft';

export const draftOperations = ({ pool }: Parts): Operation[] => [
  operation({
    ...facts,
    method: 'get',
    path,
    id: 'getDraft',
    summary: 'What I have begun to write here',
    params: byId('conversationId'),
    answer: Drafts,
    async handle({ params: { conversationId }, caller }) {
      await requireConversation(pool, caller, conversationId);
      return { body: await findDrafts(pool, caller.agentId, conversationId) };
    },
  }),
  operation({
    ...facts,
    method: 'put',
    path,
    id: 'keepDraft',
    summary: 'Keep my draft of a reply or a note; empty, it is gone. The last one written holds',
    params: byId('conversationId'),
    body: z.strictObject({
      kind: draftKind,
      content: text(20_000),
      attachments: z
        .array(z.strictObject({ fileId: id }))
        .max(10)
        .default([])
        .meta({ description: 'Files that the caller uploaded.' }),
    }),
    answer: Drafts,
    async handle({ params: { conversationId }, body, caller, ifMatch }) {
      await requireConversation(pool, caller, conversationId);
      const { agentId } = caller;
      if (agentId === undefined) {
        throw new CareError('forbidden', 'Drafts are of agents: this token is nobody’s.');
      }
      const { kind, content, attachments } = body;
      await attachmentsOf(pool, caller, attachments);
      const fileIds = attachments.map(({ fileId }) => fileId);
      await keepDraft(pool, { agentId, conversationId, kind, content, fileIds }, ifMatch);
      return { body: await findDrafts(pool, agentId, conversationId) };
    },
  }),
  operation({
    ...facts,
    method: 'get',
    path: '/drafts',
    id: 'listDrafts',
    summary: 'Where I have begun to write, the newest first',
    query: z.strictObject(paging),
    answer: page(DraftEntry),
    async handle({ query, caller }) {
      const { agentId } = caller;
      if (agentId === undefined) return { body: { data: [], nextCursor: null } };
      return { body: await listDrafts(pool, { caller, agentId, ...query }) };
    },
  }),
];
