/** Several things done to a conversation by one press. */
import { z } from 'zod';
import { invalid, notFound } from '../../domain/errors.ts';
import type { Macro as MacroRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited, jsonOf, type Transaction } from '../audit.ts';
import { runMacro } from '../commands/run-macro.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { readConversation, toConversation } from '../reads/conversation.ts';
import { present } from '../reads/present.ts';
import { requireReferences } from '../references.ts';
import { byId, id, page, paging } from '../schemas/common.ts';
import { Macro, macroFields, MacroRun, type MacroStep } from '../schemas/macro.ts';
import { requireConversation } from '../visibility.ts';

const facts = { tag: 'Canned replies and macros' } as const;

export function macroOperations(parts: Parts): Operation[] {
  const { prisma, pool } = parts;
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/macros',
      id: 'listMacros',
      summary: 'Macros',
      permission: 'conversations.work',
      query: z.strictObject(paging),
      answer: page(Macro),
      handle: async ({ query }) => ({
        body: await listById(query, (find) => prisma.macro.findMany(find), toMacro),
      }),
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/macros',
      id: 'createMacro',
      summary: 'Add a macro',
      permission: 'library.manage',
      status: 201,
      body: z.strictObject(macroFields),
      answer: Macro,
      async handle({ body, caller }) {
        const macro = await audited(prisma, caller, 'macro.created', async (tx) => {
          await requireReferencesOf(tx, body);
          const { steps, ...rest } = body;
          const result = await tx.macro.create({
            data: { id: newId(), ...dense(rest), steps: jsonOf(steps) },
          });
          return { target: result.id, data: body, result };
        });
        return { body: toMacro(macro), version: macro.version };
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/macros/{macroId}',
      id: 'changeMacro',
      summary: 'Change a macro',
      permission: 'library.manage',
      hasVersion: true,
      params: byId('macroId'),
      body: z.strictObject(macroFields).partial(),
      answer: Macro,
      async handle({ params: { macroId }, body, caller, ifMatch }) {
        const macro = await audited(prisma, caller, 'macro.changed', async (tx) => {
          const before = await tx.macro.findUnique({ where: { id: macroId } });
          if (!before) throw notFound('macro');
          await requireReferencesOf(tx, body);
          const { steps, ...rest } = body;
          await atVersion(ifMatch, before.version, (version) =>
            tx.macro.updateMany({
              where: { id: macroId, version },
              data: {
                ...dense(rest),
                ...(steps ? { steps: jsonOf(steps) } : {}),
                version: version + 1,
              },
            }),
          );
          const result = await tx.macro.findUniqueOrThrow({ where: { id: macroId } });
          return { target: macroId, data: body, result };
        });
        return { body: toMacro(macro), version: macro.version };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/macros/{macroId}',
      id: 'deleteMacro',
      summary: 'Remove a macro',
      permission: 'library.manage',
      status: 204,
      params: byId('macroId'),
      async handle({ params: { macroId }, caller }) {
        await audited(prisma, caller, 'macro.deleted', async (tx) => {
          const before = await tx.macro.findUnique({ where: { id: macroId } });
          if (!before) throw notFound('macro');
          await tx.macro.delete({ where: { id: macroId } });
          return { target: macroId, data: { name: before.name }, result: undefined };
        });
        return {};
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/conversations/{conversationId}/macros/{macroId}',
      id: 'runMacro',
      summary: 'Do the steps of a macro to a conversation, until one is refused',
      permission: 'conversations.work',
      isCommand: true,
      params: z.object({ conversationId: id, macroId: id }),
      body: z.strictObject({
        lastSeenMessageId: id.optional().meta({
          description: 'As of a reply: what it says is refused when there is more.',
        }),
      }),
      answer: MacroRun,
      async handle({ params, body, caller, ifMatch, idempotencyKey }) {
        const { conversationId, macroId } = params;
        await requireConversation(pool, caller, conversationId);
        const macro = await prisma.macro.findUnique({ where: { id: macroId } });
        if (!macro) throw notFound('macro');
        const { lastSeenMessageId } = body;
        const asked = { caller, idempotencyKey, ifMatch, conversationId, lastSeenMessageId };
        const steps = await runMacro(parts, toMacro(macro), asked);
        // Whoever has just handed it to another team is told so, though they may not look at it again.
        const row = await readConversation(pool, caller, conversationId);
        return { body: { steps, conversation: toConversation(row) }, version: row.version };
      },
    }),
  ];
}

/** @throws CareError naming the step and the field */
async function requireReferencesOf(
  tx: Transaction,
  macro: { teamId?: string | null | undefined; steps?: readonly MacroStep[] | undefined },
): Promise<void> {
  await requireReferences(tx, { teamId: macro.teamId });
  for (const [index, step] of (macro.steps ?? []).entries()) {
    const within = `steps[${String(index)}].`;
    if (step.type === 'transfer') await requireReferences(tx, { teamId: step.teamId }, within);
    if (step.type !== 'assign' || step.agentId === null || step.agentId === 'me') continue;
    const agent = await tx.agent.findUnique({ where: { id: step.agentId } });
    if (!agent || agent.deactivatedAt || agent.role === 'viewer') {
      throw invalid(`${within}agentId`, 'is not an active agent');
    }
  }
}

const toMacro = (row: MacroRow) => ({
  id: row.id,
  name: row.name,
  ...present('teamId', row.teamId),
  // Checked when it was written.
  steps: row.steps as MacroStep[],
  version: row.version,
});
