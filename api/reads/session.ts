import { settingsFrom } from '../../domain/settings.ts';
import { notFound } from '../../domain/errors.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import { may, permissionsOf } from '../permissions.ts';
import type { SessionJson } from '../schemas/session.ts';
import { findAgent } from './agents.ts';
import { present } from './present.ts';

type ReadParts = Pick<Parts, 'pool' | 'prisma' | 'config'>;

/** Who the caller is, and what they may. @throws CareError not_found: a token that is nobody's */
export async function sessionOf(
  { pool, prisma, config }: ReadParts,
  { agentId, role, sessionId }: Pick<Caller, 'agentId' | 'role' | 'sessionId'>,
): Promise<SessionJson> {
  if (agentId === undefined) throw notFound('person behind this token');
  return {
    agent: await findAgent(pool, agentId),
    role,
    permissions: permissionsOf(role),
    workspace: {
      name: await workspaceName(prisma),
      demo: config.demo,
      ...(may(role, 'audit.read') ? { temporalUiUrl: config.temporal.uiUrl } : {}),
    },
    ...present('sessionId', sessionId),
  };
}

export async function workspaceName(prisma: Parts['prisma']): Promise<string> {
  const row = await prisma.settings.findUnique({ where: { id: 1 }, select: { data: true } });
  return settingsFrom(row?.data).workspaceName;
}
