/** When the assistant may answer by itself: for one account and one topic. Without a policy it never does (docs/decisions, 0023). */
import { z } from 'zod';
import { CareError, notFound } from '../../domain/errors.ts';
import type { AnswerPolicy as PolicyRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { iso } from '../reads/present.ts';
import { requireReferences } from '../references.ts';
import {
  AnswerPolicy,
  AnswerPolicyChange,
  NewAnswerPolicy,
  type AnswerPolicyJson,
} from '../schemas/answer-policy.ts';
import { byId, id, page, paging } from '../schemas/common.ts';

const tag = 'Assist';
const permission = 'accounts.manage';

export function answerPolicyOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/answer-policies',
      id: 'listAnswerPolicies',
      summary: 'When the assistant may answer by itself; none: never',
      tag,
      permission: 'accounts.read',
      query: z.strictObject({ accountId: id.optional(), ...paging }),
      answer: page(AnswerPolicy),
      handle: async ({ query: { accountId, ...asked } }) => ({
        body: await listById(
          asked,
          ({ where, ...find }) =>
            prisma.answerPolicy.findMany({
              ...find,
              where: { ...where, ...(accountId !== undefined && { accountId }) },
            }),
          toPolicy,
        ),
      }),
    }),
    operation({
      method: 'post',
      path: '/answer-policies',
      id: 'createAnswerPolicy',
      summary: 'Let the assistant answer what is about a topic, with approved articles',
      tag,
      permission,
      status: 201,
      body: NewAnswerPolicy,
      answer: AnswerPolicy,
      async handle({ body, caller }) {
        const policy = await audited(prisma, caller, 'answer_policy.created', async (tx) => {
          await requireReferences(tx, body);
          const { accountId, topic } = body;
          const where = { accountId_topic: { accountId, topic } };
          if (await tx.answerPolicy.findUnique({ where })) {
            throw new CareError('already_exists', 'The account has a policy for that topic.', {
              errors: [{ field: 'topic', message: 'has a policy already' }],
            });
          }
          const result = await tx.answerPolicy.create({ data: { id: newId(), ...body } });
          return { target: result.id, data: body, result };
        });
        return { body: toPolicy(policy), version: policy.version };
      },
    }),
    operation({
      method: 'patch',
      path: '/answer-policies/{policyId}',
      id: 'changeAnswerPolicy',
      summary: 'Change when it may; it holds from the next message on',
      tag,
      permission,
      hasVersion: true,
      params: byId('policyId'),
      body: AnswerPolicyChange,
      answer: AnswerPolicy,
      async handle({ params: { policyId }, body, caller, ifMatch }) {
        const policy = await audited(prisma, caller, 'answer_policy.changed', async (tx) => {
          const before = await tx.answerPolicy.findUnique({ where: { id: policyId } });
          if (!before) throw notFound('answer policy');
          await atVersion(ifMatch, before.version, (version) =>
            tx.answerPolicy.updateMany({
              where: { id: policyId, version },
              data: { ...dense(body), version: version + 1, updatedAt: new Date() },
            }),
          );
          const result = await tx.answerPolicy.findUniqueOrThrow({ where: { id: policyId } });
          return { target: policyId, data: body, result };
        });
        return { body: toPolicy(policy), version: policy.version };
      },
    }),
    operation({
      method: 'delete',
      path: '/answer-policies/{policyId}',
      id: 'deleteAnswerPolicy',
      summary: 'It may not any more: what was not sent yet is not sent, drafts are taken back',
      tag,
      permission,
      status: 204,
      params: byId('policyId'),
      async handle({ params: { policyId }, caller }) {
        await audited(prisma, caller, 'answer_policy.deleted', async (tx) => {
          const before = await tx.answerPolicy.findUnique({ where: { id: policyId } });
          if (!before) throw notFound('answer policy');
          await tx.answerPolicy.delete({ where: { id: policyId } });
          const { accountId, topic } = before;
          return { target: policyId, data: { accountId, topic }, result: undefined };
        });
        return {};
      },
    }),
  ];
}

const toPolicy = (row: PolicyRow): AnswerPolicyJson => ({
  ...{ id: row.id, accountId: row.accountId, version: row.version },
  ...{ minConfidence: row.minConfidence, mostAnswers: row.mostAnswers, enabled: row.enabled },
  // Checked when they were written.
  topic: row.topic as AnswerPolicyJson['topic'],
  mode: row.mode as AnswerPolicyJson['mode'],
  hours: row.hours as AnswerPolicyJson['hours'],
  createdAt: iso(row.createdAt),
});
