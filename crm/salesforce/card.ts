import { z } from 'zod';

import type { Card, Crm, CrmField } from '../crm.ts';
import type { SalesforceSession } from './client.ts';
import { says } from './errors.ts';
import { checkedId, idOf, query } from './records.ts';
import type { Row } from './records.ts';
import { isFieldName } from './settings.ts';
import type { SalesforceSettings } from './settings.ts';

const limit = 10;
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const named = [
  'Id',
  'Name',
  'Account.Name',
  'OwnerId',
  'Owner.Name',
  'Owner.Email',
  'LastModifiedDate',
];

/** Three queries: the contact, or the one that it was merged into, its open cases, the open opportunities that it has a role in. */
export const cardReader =
  (session: SalesforceSession, { tierField, fields }: SalesforceSettings): Crm['readCard'] =>
  async (contactId) => {
    const shown = [...new Set([tierField, ...fields])].filter(isFieldName);
    const contact = await currentOf(session, checkedId(contactId), [...named, ...shown]);
    if (contact === undefined) return undefined;
    const Id = idOf(contact);
    const [cases, deals, link] = await Promise.all([
      openCases(session, Id),
      openDeals(session, Id),
      session(({ instanceUrl }) => Promise.resolve(linksTo(instanceUrl))),
    ]);
    const of = (path: string) => valueIn(contact, path);
    const [name, company, tier, owner] = [
      of('Name'),
      of('Account.Name'),
      of(tierField),
      ownerOf(contact),
    ];
    const updatedAt = Date.parse(of('LastModifiedDate') ?? '');
    return {
      externalId: Id,
      ...link('Contact', Id),
      ...(name !== undefined && { name }),
      ...(company !== undefined && { company }),
      ...(tier !== undefined && { tier }),
      ...(owner && { owner }),
      deals: deals.map((row) => {
        const [id = '', stage, amount] = ['Id', 'StageName', 'Amount'].map((it) =>
          valueIn(row, `Opportunity.${it}`),
        );
        return {
          ...{ externalId: id, title: valueIn(row, 'Opportunity.Name') ?? '' },
          ...(stage !== undefined && { stage }),
          ...(amount !== undefined && { amount }),
          ...link('Opportunity', id),
        };
      }),
      cases: cases.map((row) => {
        const status = valueIn(row, 'Status');
        const title = valueIn(row, 'Subject') ?? valueIn(row, 'CaseNumber') ?? '';
        return {
          ...{ externalId: idOf(row), title },
          ...(status !== undefined && { status }),
          ...link('Case', idOf(row)),
        };
      }),
      fields: fieldsOf(contact, shown),
      ...(Number.isFinite(updatedAt) && { updatedAt }),
    };
  };

/** Of merges one after the other; more are nobody's doing. */
const mostMerges = 5;

/** What was merged away lies in the bin, and says there what it is now. */
async function currentOf(
  session: SalesforceSession,
  contactId: string,
  fields: readonly string[],
): Promise<Row | undefined> {
  let Id = contactId;
  for (let merges = 0; merges <= mostMerges; merges += 1) {
    const [contact] = await query(session, 'Contact', { Id }, [...new Set(fields)], { limit: 1 });
    if (contact !== undefined) return contact;
    const gone = { Id, IsDeleted: true };
    const bin = { limit: 1, inBin: true };
    const [left] = await query(session, 'Contact', gone, ['MasterRecordId'], bin);
    const into = left && valueIn(left, 'MasterRecordId');
    if (into === undefined) return undefined;
    Id = into;
  }
  return undefined;
}

const openCases = (session: SalesforceSession, ContactId: string) =>
  query(
    session,
    'Case',
    { ContactId, IsClosed: false },
    ['Id', 'CaseNumber', 'Subject', 'Status'],
    {
      ...{ limit, sort: '-CreatedDate' },
    },
  );

/** None, where the app may not see opportunities: a card without them is better than none. */
const openDeals = (session: SalesforceSession, ContactId: string) =>
  query(
    session,
    'OpportunityContactRole',
    { ContactId, 'Opportunity.IsClosed': false },
    ['Id', 'Name', 'StageName', 'Amount'].map((it) => `Opportunity.${it}`),
    { limit, sort: '-CreatedDate' },
  ).catch((error: unknown) => {
    if (says(error, 'INVALID_TYPE', 'INVALID_FIELD')) return [];
    throw error;
  });

function ownerOf(contact: Row): Card['owner'] {
  const id = valueIn(contact, 'OwnerId');
  if (id === undefined) return undefined;
  const [name, email] = [valueIn(contact, 'Owner.Name'), valueIn(contact, 'Owner.Email')];
  return {
    externalId: id,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email: email.toLowerCase() }),
  };
}

/** When a single field was written is only known where its history is tracked: the contact's own time counts. */
function fieldsOf(contact: Row, shown: readonly string[]): Record<string, CrmField> {
  const values = shown.map((name) => [name, valueIn(contact, name)] as const);
  return Object.fromEntries(
    values.flatMap(([name, value]) => (value === undefined ? [] : [[name, { value }]])),
  );
}

/** Of the record itself, or of one that it names: `Account.Name`. */
function valueIn(row: Row, path: string): string | undefined {
  let value: unknown = row;
  for (const step of path.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Row)[step] : undefined;
  }
  return Text.safeParse(value).data || undefined;
}

export const linksTo =
  (instanceUrl: string) =>
  (type: string, id: string): { url?: string } =>
    instanceUrl.startsWith('https://')
      ? { url: `${instanceUrl}/lightning/r/${type}/${id}/view` }
      : {};
