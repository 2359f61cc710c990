import { CrmError } from '../../../../crm/crm.ts';
import type { Crm, Engagement, NewCase, PersonFacts } from '../../../../crm/crm.ts';
import type { ContactView } from '../../../../sandbox/crm/control.ts';
import type { CrmLedgerLine } from '../../../../sandbox/crm/model.ts';
import { startTestSandbox } from '../../../sandbox/support/sandbox.ts';
import { connectionOf } from './table.ts';
import type { Row, Told } from './table.ts';

export type Bench = Awaited<ReturnType<typeof startBench>>;

/** A CRM in the sandbox, the adapter for it, and the eyes of somebody who looks into it. */
export async function startBench(row: Row) {
  const sandbox = await startTestSandbox({ limits: false, clockFactor: 1000 });
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await sandbox.call(method, `/sandbox/${row.kind}/${path}`, body);
    if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const told = (await ask('GET', '')) as Told;
  const kept: Record<string, string>[] = [];
  const kit = row.kitFor([new URL(told.baseUrl).origin]);
  const connect = (more: Record<string, string> = {}): Crm => {
    const connection = connectionOf(row, told, kept);
    return kit.create({ ...connection, credentials: { ...connection.credentials, ...more } });
  };
  return {
    ...{ sandbox, told, kept, kit, connect },
    crm: connect(),
    settings: (settings: object) => ask('PATCH', 'settings', settings),
    contacts: async () => ((await ask('GET', 'contacts')) as { data: ContactView[] }).data,
    add: async (contact: object) => ((await ask('POST', 'contacts', contact)) as { id: string }).id,
    change: (id: string, change: object) => ask('PATCH', `contacts/${id}`, change),
    renameCase: (id: string, title: string) => ask('PATCH', `cases/${id}`, { title }),
    remove: (id: string) => ask('DELETE', `contacts/${id}`),
    merge: (id: string, into: string) => ask('POST', `contacts/${id}/merge`, { into }),
    expireTokens: () => ask('POST', 'tokens/expire', {}),
    revoke: () => ask('POST', 'tokens/revoke', {}),
    ledger: async (query = '') =>
      ((await ask('GET', `ledger?${query}`)) as { data: CrmLedgerLine[] }).data,
    fault: (fault: object) =>
      sandbox.call('POST', '/sandbox/faults', { platform: row.kind, ...fault }),
    heal: () => sandbox.call('DELETE', '/sandbox/faults'),
  };
}

/** As who calls does it: again, as long as it says that this may help. */
export async function persist<Result>(work: () => Promise<Result>, most = 60): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CrmError) || error.kind !== 'retry' || tries >= most) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

export const failure = async (work: Promise<unknown>): Promise<CrmError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CrmError) return error;
  throw new Error(`no CrmError, but ${String(error)}`);
};

export const person = (key: string, more: Partial<PersonFacts> = {}): PersonFacts => ({
  ...{ key, name: 'Ana Lima', emails: [], phones: [], identities: [] },
  ...more,
});

export const engagement = (contactId: string, key: string): Engagement => ({
  ...{ key, contactId, title: 'Conversation <i>on</i> Facebook', tags: ['delivery', 'late'] },
  summary: 'The parcel was <b>late</b>;\nit came on Tuesday.',
  link: 'https://desk.example/conversations/42',
  ...{ startedAt: Date.parse('2026-11-20T09:00:00Z'), endedAt: Date.parse('2026-11-20T10:00:00Z') },
  agentEmail: 'nadia.hoffmann@example.com',
});

export const newCase = (contactId: string, key: string): NewCase => ({
  ...{ key, contactId, title: 'Parcel lost', description: 'Order 4711', priority: 'urgent' },
  link: 'https://desk.example/conversations/42',
});
