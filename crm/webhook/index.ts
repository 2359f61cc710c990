/** Any other CRM, by signed requests to one address of its, and from it to one of ours (docs/crm.md). */
import type { Crm, CrmConnection, CrmKit, RawRequest } from '../crm.ts';
import { call, type Callee } from './call.ts';
import * as payloads from './payloads.ts';
import { isSigned } from './signature.ts';

export const webhookKit = ({ trustedOrigins }: { trustedOrigins: readonly string[] }): CrmKit => ({
  required: ['secret'],
  optional: [],
  needsBaseUrl: true,
  create: (connection) => webhook(connection, trustedOrigins),
});

function webhook(
  { baseUrl = '', credentials }: CrmConnection,
  trustedOrigins: readonly string[],
): Crm {
  const url = new URL(baseUrl);
  const secret = credentials['secret'] ?? '';
  const to: Callee = { url, secret, isTrusted: trustedOrigins.includes(url.origin) };
  return {
    kind: 'webhook',
    findOrCreate: (person) =>
      call(to, 'findOrCreate', `contact:${person.key}`, { person }, payloads.Found),
    async readCard(contactId) {
      const key = `card:${crypto.randomUUID()}`;
      return payloads.cardIn(await call(to, 'readCard', key, { contactId }, payloads.CardAnswer));
    },
    logEngagement: (engagement) =>
      call(to, 'logEngagement', engagement.key, { engagement }, payloads.Made),
    async createCase(asked) {
      const made = await call(to, 'createCase', asked.key, { case: asked }, payloads.Made);
      return { externalId: made.externalId, ...(made.url !== undefined && { url: made.url }) };
    },
    async pushFields(contactId, fields, key) {
      await call(to, 'pushFields', key, { contactId, fields }, payloads.Nothing);
    },
    async erase(contactId) {
      await call(to, 'erase', `erase:${contactId}`, { contactId }, payloads.Nothing);
    },
    async check() {
      const key = `check:${crypto.randomUUID()}`;
      return (await call(to, 'check', key, {}, payloads.Checked)).problem;
    },
    receive: (raw) => receive(secret, raw),
  };
}

function receive(secret: string, { headers, body, receivedAt }: RawRequest) {
  const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']];
  const signatures = headers['webhook-signature'];
  if (!secret || !id || !timestamp || !signatures) return undefined;
  if (!isSigned(secret, { id, timestamp, body }, signatures, receivedAt)) return undefined;
  const parsed = payloads.Changes.safeParse(jsonIn(body));
  // Signed, and nothing that we understand: there is nothing to do about it.
  return parsed.success ? payloads.changesIn(parsed.data) : [];
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
