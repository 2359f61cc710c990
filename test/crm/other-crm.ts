/** A CRM that is reached by signed requests, as docs/crm.md says; with faults, and a ledger. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Card, Engagement, NewCase, PersonFacts } from '../../crm/crm.ts';
import { isSigned, signatureOf } from '../../crm/webhook/signature.ts';

export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** `drop`: done, and of each thing that is asked the first answer is lost. */
export type Fault = 'none' | 'limit' | 'broken' | 'drop' | 'unauthorized' | 'garbage' | 'refuse';

interface Contact {
  person: PersonFacts;
  tier?: string;
  owner?: Card['owner'];
  fields: Card['fields'];
  updatedAt?: number;
}

export interface OtherCrm {
  url: string;
  fault: Fault;
  /** Of what was asked, done or not. */
  asked: { operation: string; key: string }[];
  contacts: Map<string, Contact>;
  engagements: Map<string, Engagement>;
  cases: Map<string, NewCase>;
  /** Contacts that were merged into others, and what they are now: read as these, written to no more. */
  merged: Map<string, string>;
  /** What every new contact has. */
  newContact: Partial<Contact>;
  end(): Promise<void>;
}

type Asked = { operation: string } & Record<string, unknown>;

export async function startOtherCrm(): Promise<OtherCrm> {
  const crm: OtherCrm = {
    ...{ url: '', fault: 'none', asked: [], newContact: {} },
    ...{ contacts: new Map(), engagements: new Map(), cases: new Map(), merged: new Map() },
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const dropped = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const [id, timestamp] = [request.headers['webhook-id'], request.headers['webhook-timestamp']];
      const signed = { id: String(id), timestamp: String(timestamp), body };
      const say = (status: number, answer: unknown, headers: Record<string, string> = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      };
      const isOurs = isSigned(
        ...([secret, signed, String(request.headers['webhook-signature']), Date.now()] as const),
      );
      if (!isOurs) return say(401, { message: 'bad signature' });
      const asked = JSON.parse(body.toString()) as Asked;
      const key = String(request.headers['idempotency-key']);
      crm.asked.push({ operation: asked.operation, key });
      if (crm.fault === 'none' && isForNobody(crm, asked)) {
        return say(404, { message: 'no such contact' });
      }
      switch (crm.fault) {
        case 'limit':
          return say(429, { message: 'slow down' }, { 'retry-after': '120' });
        case 'broken':
          return say(503, { message: 'maintenance' });
        case 'unauthorized':
          return say(401, { message: 'who are you?' });
        case 'refuse':
          return say(422, { message: 'too many words' });
        case 'garbage':
          return say(200, '{"card": {"externalId": 12');
        case 'drop': {
          const answer = answerOf(crm, asked, key);
          const thing = asked.operation === 'readCard' ? `card ${String(asked['contactId'])}` : key;
          if (dropped.has(thing)) return say(200, answer);
          dropped.add(thing);
          return void response.destroy();
        }
        case 'none':
          return say(200, answerOf(crm, asked, key));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  crm.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return crm;
}

/** Something is to be written on a contact that is not there any more. */
function isForNobody(crm: OtherCrm, asked: Asked): boolean {
  const of = (asked['engagement'] ?? asked['case'] ?? asked) as { contactId?: string };
  const isWrite = ['logEngagement', 'createCase', 'pushFields'].includes(asked.operation);
  return isWrite && !crm.contacts.has(of.contactId ?? '');
}

function answerOf(crm: OtherCrm, asked: Asked, key: string): object {
  switch (asked.operation) {
    case 'findOrCreate': {
      const person = asked['person'] as PersonFacts;
      const contactId = `c-${person.key}`;
      const isNew = !crm.contacts.has(contactId);
      if (isNew) crm.contacts.set(contactId, { person, fields: {}, ...crm.newContact });
      return { contactId, isNew };
    }
    case 'readCard':
      return { card: cardOf(crm, String(asked['contactId'])) };
    case 'logEngagement':
      crm.engagements.set(key, asked['engagement'] as Engagement);
      return { externalId: key };
    case 'createCase':
      crm.cases.set(key, asked['case'] as NewCase);
      return { externalId: `case-${String(crm.cases.size)}` };
    case 'pushFields': {
      const contact = crm.contacts.get(String(asked['contactId']));
      for (const [name, value] of Object.entries(asked['fields'] as Record<string, string>)) {
        if (contact) contact.fields[name] = { value, changedAt: Date.now() };
      }
      return {};
    }
    default:
      return {};
  }
}

function cardOf(crm: OtherCrm, asked: string): Card | null {
  const externalId = crm.merged.get(asked) ?? asked;
  const contact = crm.contacts.get(externalId);
  if (!contact) return null;
  const { person, tier, owner, fields, updatedAt } = contact;
  const cases = [...crm.cases.values()].filter((it) => it.contactId === externalId);
  return {
    externalId,
    url: `https://crm.example/${externalId}`,
    name: person.name,
    ...(tier !== undefined && { tier }),
    ...(owner && { owner }),
    deals: [{ externalId: 'd', title: 'Renewal', url: 'https://crm.example/d' }],
    cases: cases.map(({ key, title }) => ({ externalId: key, title })),
    fields,
    ...(updatedAt !== undefined && { updatedAt }),
  };
}

/** What it sends of its own accord. */
export function signedNews(changes: object[]): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ changes });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const id = `msg_${crypto.randomUUID()}`;
  const signature = signatureOf(secret, { id, timestamp, body: Buffer.from(body) });
  return {
    body,
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
  };
}
