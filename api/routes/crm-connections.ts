/** The CRMs that the desk works with. */
import { z } from 'zod';
import { credentialsOf } from '../../crm/connections.ts';
import type { CrmKind, CrmKit } from '../../crm/crm.ts';
import type { Kits } from '../../crm/kits.ts';
import { CareError, notFound } from '../../domain/errors.ts';
import type { CrmConnection as ConnectionRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { seal } from '../../runtime/secrets.ts';
import { atVersion, audited, type Transaction } from '../audit.ts';
import {
  problemOf,
  requireComplete,
  requireKit,
  requireWorking,
  tellAgain,
} from '../commands/crm-connections.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { standingsOf, toConnection } from '../reads/crm-connections.ts';
import { iso } from '../reads/present.ts';
import { byId, page, paging } from '../schemas/common.ts';
import {
  CrmCheck,
  CrmConnection,
  CrmConnectionChange,
  CrmKinds,
  NewCrmConnection,
  type CrmKindsJson,
} from '../schemas/crm.ts';

const facts = { tag: 'CRM', permission: 'crm.manage' } as const;

export function crmConnectionOperations({ prisma, pool, config, crm }: Parts): Operation[] {
  const keys = config.secretKeys;
  const { publicUrl } = config;
  const isTrusted = (origin: string) => config.crm.trustedOrigins.includes(origin);
  const shown = async (row: ConnectionRow) => {
    const standing = await standingsOf(pool, [row.id]);
    return { body: toConnection(row, { keys, publicUrl }, standing(row.id)), version: row.version };
  };
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/crm-kinds',
      id: 'listCrmKinds',
      summary: 'Which CRMs can be connected, and what each wants to know',
      answer: CrmKinds,
      handle: () => Promise.resolve({ body: { data: kindsOf(crm.kits) } }),
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/crm-connections',
      id: 'listCrmConnections',
      summary: 'CRMs, and how they stand; never their secrets',
      query: z.strictObject(paging),
      answer: page(CrmConnection),
      async handle({ query }) {
        const found = await listById(
          query,
          (find) => prisma.crmConnection.findMany(find),
          (row) => row,
        );
        const standing = await standingsOf(
          pool,
          found.data.map(({ id }) => id),
        );
        const data = found.data.map((row) =>
          toConnection(row, { keys, publicUrl }, standing(row.id)),
        );
        return { body: { ...found, data } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/crm-connections',
      id: 'createCrmConnection',
      summary: 'Connect a CRM',
      status: 201,
      body: NewCrmConnection,
      answer: CrmConnection,
      async handle({ body, caller }) {
        const { credentials, check, ...rest } = dense(body);
        const kit = requireKit(crm.kits, rest.kind);
        requireComplete(kit, { ...rest, credentials }, isTrusted);
        if (check) await requireWorking(kit, { ...rest, credentials });
        const row = await audited(prisma, caller, 'crm_connection.created', async (tx) => {
          const result = await tx.crmConnection.create({
            data: { id: newId(), ...rest, secrets: seal(keys, credentials) },
          });
          return { target: result.id, data: rest, result };
        });
        return shown(row);
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/crm-connections/{connectionId}',
      id: 'changeCrmConnection',
      summary:
        'Change a CRM’s connection, or switch it off and on; what waits is told once it is on',
      hasVersion: true,
      params: byId('connectionId'),
      body: CrmConnectionChange,
      answer: CrmConnection,
      async handle({ params: { connectionId: id }, body, caller, ifMatch }) {
        const { credentials, isOn, ...rest } = dense(body);
        const row = await audited(prisma, caller, 'crm_connection.changed', async (tx) => {
          const before = await tx.crmConnection.findUnique({ where: { id } });
          if (!before) throw notFound('CRM');
          const kind = before.kind as CrmKind;
          const merged = { ...credentialsOf(keys, before.secrets), ...credentials };
          const baseUrl = rest.baseUrl === undefined ? before.baseUrl : rest.baseUrl;
          requireComplete(
            requireKit(crm.kits, kind),
            { kind, baseUrl, credentials: merged },
            isTrusted,
          );
          const isMended = credentials !== undefined || rest.baseUrl !== undefined;
          const status = isOn === false ? 'paused' : isOn || isMended ? 'active' : undefined;
          const becomes =
            status === undefined || (isOn === undefined && before.status === 'paused')
              ? {}
              : { status, problem: null };
          await atVersion(ifMatch, before.version, (version) =>
            tx.crmConnection.updateMany({
              where: { id, version },
              data: {
                ...rest,
                ...becomes,
                ...(credentials && { secrets: seal(keys, merged) }),
                version: version + 1,
                updatedAt: new Date(),
              },
            }),
          );
          if (becomes.status === 'active') await goOn(tx, id);
          const result = await tx.crmConnection.findUniqueOrThrow({ where: { id } });
          const replaced = Object.keys(credentials ?? {});
          return { target: id, data: { ...rest, isOn, replaced }, result };
        });
        return shown(row);
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/crm-connections/{connectionId}',
      id: 'deleteCrmConnection',
      summary: 'Forget a CRM, its cards and what it was still to be told; nothing is deleted there',
      status: 204,
      refusals: [409],
      params: byId('connectionId'),
      async handle({ params: { connectionId: id }, caller }) {
        await audited(prisma, caller, 'crm_connection.deleted', async (tx) => {
          const before = await tx.crmConnection.findUnique({ where: { id } });
          if (!before) throw notFound('CRM');
          if (before.kind === 'builtin') {
            throw new CareError(
              'in_use',
              'The built-in contacts can be switched off, not deleted.',
            );
          }
          await tx.crmConnection.delete({ where: { id } });
          return { target: id, data: { kind: before.kind, name: before.name }, result: undefined };
        });
        return {};
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/crm-connections/{connectionId}/check',
      id: 'checkCrmConnection',
      summary: 'Ask a CRM whether all is well',
      params: byId('connectionId'),
      body: z.strictObject({}),
      answer: CrmCheck,
      async handle({ params: { connectionId }, caller }) {
        const connected = await crm.connections.byId(connectionId);
        if (!connected) throw notFound('CRM');
        const problem = await problemOf(() => connected.crm.check());
        const checkedAt = new Date();
        await audited(prisma, caller, 'crm_connection.checked', async (tx) => {
          const isMended = !problem && connected.status === 'needs_attention';
          await tx.crmConnection.updateMany({
            where: { id: connectionId },
            data: {
              ...{ checkedAt, problem: problem?.message ?? null },
              ...(isMended && { status: 'active' }),
            },
          });
          if (isMended) await goOn(tx, connectionId);
          return { target: connectionId, data: { isWorking: !problem }, result: undefined };
        });
        return {
          body: {
            isWorking: !problem,
            ...(problem && { problem: problem.message }),
            checkedAt: iso(checkedAt),
          },
        };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/crm-connections/{connectionId}/retry',
      id: 'retryCrmConnection',
      summary: 'Tell a CRM once more what it refused in the last 30 days',
      params: byId('connectionId'),
      body: z.strictObject({}),
      answer: CrmConnection,
      async handle({ params: { connectionId: id }, caller }) {
        const row = await audited(prisma, caller, 'crm_connection.retried', async (tx) => {
          const result = await tx.crmConnection.findUnique({ where: { id } });
          if (!result) throw notFound('CRM');
          const again = await tellAgain(tx, id);
          return { target: id, data: { again }, result };
        });
        return shown(row);
      },
    }),
  ];
}

const kindsOf = (kits: Kits): CrmKindsJson['data'] =>
  (Object.entries(kits) as [CrmKind, CrmKit][])
    .filter(([kind]) => kind !== 'builtin')
    .map(([kind, { required, optional, needsBaseUrl }]) => ({
      ...{ kind, needsBaseUrl },
      required: [...required],
      optional: [...optional],
    }));

/** Whoever waited for it is told again, and nothing of its failures is held against it. */
async function goOn(tx: Transaction, id: string): Promise<void> {
  await tx.accountPace.deleteMany({ where: { accountId: id } });
  await tx.crmTask.updateMany({
    where: { connectionId: id, state: 'waiting' },
    data: { toldAt: null },
  });
}
