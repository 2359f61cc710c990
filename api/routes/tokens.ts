import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import type { ApiToken as TokenRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { audited } from '../audit.ts';
import { announceRevoked } from '../identity/revoke.ts';
import { hashToken } from '../authenticate.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { iso, isoWhere, present } from '../reads/present.ts';
import { requireReferences } from '../references.ts';
import { byId, id, instant, name, page, paging, role } from '../schemas/common.ts';

const fields = {
  id,
  name: z.string(),
  role,
  agentId: id.optional(),
  createdAt: instant,
  lastUsedAt: instant.optional().meta({ description: 'To the minute.' }),
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
};
const Token = z.object(fields).meta({ id: 'Token' });
const FreshToken = z
  .object({ ...fields, token: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'FreshToken' });

const facts = { tag: 'Tokens', permission: 'tokens.manage' } as const;

export function tokenOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/tokens',
      id: 'listTokens',
      summary: 'API tokens, without what they are',
      query: z.strictObject(paging),
      answer: page(Token),
      handle: async ({ query }) => ({
        body: await listById(query, (find) => prisma.apiToken.findMany(find), toToken),
      }),
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/tokens',
      id: 'createToken',
      summary: 'Make a token; one bound to an agent acts as that agent',
      status: 201,
      isSecret: true,
      body: z.strictObject({
        name,
        role,
        agentId: id.optional(),
        expiresAt: instant.optional(),
      }),
      answer: FreshToken,
      async handle({ body, caller }) {
        const token = `care_${randomBytes(32).toString('base64url')}`;
        const row = await audited(prisma, caller, 'token.created', async (tx) => {
          await requireReferences(tx, body);
          const result = await tx.apiToken.create({
            data: {
              id: newId(),
              name: body.name,
              role: body.role,
              tokenHash: new Uint8Array(hashToken(token)),
              agentId: body.agentId ?? null,
              expiresAt: body.expiresAt === undefined ? null : new Date(body.expiresAt),
            },
          });
          return { target: result.id, data: body, result };
        });
        return { body: { ...toToken(row), token } };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/tokens/{tokenId}',
      id: 'revokeToken',
      summary: 'Revoke a token: it is refused from the next request on',
      status: 204,
      params: byId('tokenId'),
      async handle({ params: { tokenId }, caller }) {
        await audited(prisma, caller, 'token.revoked', async (tx) => {
          const before = await tx.apiToken.findUnique({ where: { id: tokenId } });
          if (!before) throw notFound('token');
          await tx.apiToken.updateMany({
            where: { id: tokenId, revokedAt: null },
            data: { revokedAt: new Date() },
          });
          await announceRevoked(tx, tokenId);
          return { target: tokenId, result: undefined };
        });
        return {};
      },
    }),
  ];
}

const toToken = (row: TokenRow): z.input<typeof Token> => ({
  id: row.id,
  name: row.name,
  role: row.role as z.output<typeof role>,
  ...present('agentId', row.agentId),
  createdAt: iso(row.createdAt),
  ...isoWhere('lastUsedAt', row.lastUsedAt),
  ...isoWhere('expiresAt', row.expiresAt),
  ...isoWhere('revokedAt', row.revokedAt),
});
