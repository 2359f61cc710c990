/** What agents say often, by a short word. */
import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import type { CannedReply as ReplyRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { present } from '../reads/present.ts';
import { requireReferences } from '../references.ts';
import { byId, id, language, name, page, paging, text } from '../schemas/common.ts';
import { template } from '../schemas/template.ts';

const CannedReply = z
  .object({
    id,
    shortcut: z.string(),
    title: z.string(),
    content: z.string(),
    language: z.string().optional(),
    teamId: id.optional(),
    version: z.int(),
  })
  .meta({ id: 'CannedReply' });

const fields = {
  shortcut: text(40)
    .trim()
    .toLowerCase()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u, 'must be one word, without the /'),
  title: name,
  content: template,
  language: language.nullable().optional(),
  teamId: id.nullable().optional(),
};

const facts = { tag: 'Canned replies and macros' } as const;

export function cannedReplyOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/canned-replies',
      id: 'listCannedReplies',
      summary: 'What agents say often; domain/templates.ts fills in the places',
      permission: 'conversations.work',
      query: z.strictObject({
        teamId: id.optional().meta({ description: 'Of this team, and of no team.' }),
        ...paging,
      }),
      answer: page(CannedReply),
      handle: async ({ query: { teamId, ...query } }) => ({
        body: await listById(
          query,
          ({ where, ...find }) =>
            prisma.cannedReply.findMany({
              ...find,
              where: { ...where, ...(teamId ? { OR: [{ teamId }, { teamId: null }] } : {}) },
            }),
          toReply,
        ),
      }),
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/canned-replies',
      id: 'createCannedReply',
      summary: 'Add a canned reply',
      permission: 'library.manage',
      status: 201,
      body: z.strictObject(fields),
      answer: CannedReply,
      async handle({ body, caller }) {
        const reply = await audited(prisma, caller, 'canned_reply.created', async (tx) => {
          await requireReferences(tx, body);
          const result = await tx.cannedReply.create({ data: { id: newId(), ...dense(body) } });
          return { target: result.id, data: body, result };
        });
        return { body: toReply(reply), version: reply.version };
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/canned-replies/{cannedReplyId}',
      id: 'changeCannedReply',
      summary: 'Change a canned reply',
      permission: 'library.manage',
      hasVersion: true,
      params: byId('cannedReplyId'),
      body: z.strictObject(fields).partial(),
      answer: CannedReply,
      async handle({ params: { cannedReplyId }, body, caller, ifMatch }) {
        const reply = await audited(prisma, caller, 'canned_reply.changed', async (tx) => {
          const before = await tx.cannedReply.findUnique({ where: { id: cannedReplyId } });
          if (!before) throw notFound('canned reply');
          await requireReferences(tx, body);
          await atVersion(ifMatch, before.version, (version) =>
            tx.cannedReply.updateMany({
              where: { id: cannedReplyId, version },
              data: { ...dense(body), version: version + 1 },
            }),
          );
          const result = await tx.cannedReply.findUniqueOrThrow({ where: { id: cannedReplyId } });
          return { target: cannedReplyId, data: body, result };
        });
        return { body: toReply(reply), version: reply.version };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/canned-replies/{cannedReplyId}',
      id: 'deleteCannedReply',
      summary: 'Remove a canned reply',
      permission: 'library.manage',
      status: 204,
      params: byId('cannedReplyId'),
      async handle({ params: { cannedReplyId }, caller }) {
        await audited(prisma, caller, 'canned_reply.deleted', async (tx) => {
          const before = await tx.cannedReply.findUnique({ where: { id: cannedReplyId } });
          if (!before) throw notFound('canned reply');
          await tx.cannedReply.delete({ where: { id: cannedReplyId } });
          return { target: cannedReplyId, data: toReply(before), result: undefined };
        });
        return {};
      },
    }),
  ];
}

const toReply = (row: ReplyRow): z.input<typeof CannedReply> => ({
  id: row.id,
  shortcut: row.shortcut,
  title: row.title,
  content: row.content,
  ...present('language', row.language),
  ...present('teamId', row.teamId),
  version: row.version,
});
