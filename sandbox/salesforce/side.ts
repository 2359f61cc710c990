import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ContactView, CrmSide } from '../crm/control.ts';
import type { World } from '../world.ts';
import type { SalesforceRecord, Value } from './model.ts';
import { putSalesforceOrg, salesforceOrg } from './org.ts';
import { apiUser, salesforceUsers, userIdOf } from './people.ts';
import { create, merge, recordNamed, recordsOf, remove, update, valueOf } from './records.ts';

const tier = 'Careline_Tier__c';
const Settings = z.strictObject({
  sessionSeconds: z.number().positive().optional(),
  turnsOver: z.boolean().optional(),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  /** As `Contact.Careline_Key__c`. */
  missingFields: z.array(z.string()).optional(),
});

/** How people in Salesforce work, and how the organisation is set up. */
export function salesforceSide(world: World, url: () => string): CrmSide {
  const contact = (id: string) => recordNamed(world, 'Contact', id);
  const values = (given: {
    tier?: string | undefined;
    ownerEmail?: string | undefined;
    fields: Record<string, string>;
  }) => {
    const owner = given.ownerEmail === undefined ? undefined : userIdOf(given.ownerEmail);
    return {
      ...given.fields,
      ...(given.tier !== undefined && { [tier]: given.tier }),
      ...(owner !== undefined && { OwnerId: owner }),
    };
  };
  const own = { OwnerId: apiUser.id };

  return {
    platform: 'salesforce',
    connection() {
      const { clientId, clientSecret, refreshToken, webhookSecret } = salesforceOrg(world);
      return {
        baseUrl: url(),
        credentials: { clientId, clientSecret, refreshToken, webhookSecret },
      };
    },
    begin: () => world.commit(salesforceUsers(world)),
    contacts: (most) =>
      recordsOf(world, 'Contact')
        .slice(-most)
        .toReversed()
        .map((it) => viewOf(world, it)),
    count: () => recordsOf(world, 'Contact').length,
    has: (id) => recordsOf(world, 'Contact').some((it) => it.id === id),
    add(given) {
      const { name, email, phone, company, deals, cases } = given;
      const parts = name.split(' ');
      const account =
        company === undefined ? undefined : create(world, 'Account', { ...own, Name: company });
      const made = create(world, 'Contact', {
        ...own,
        ...(parts.length > 1 && { FirstName: parts.slice(0, -1).join(' ') }),
        LastName: parts.at(-1) ?? name,
        ...values(given),
        ...(email !== undefined && { Email: email }),
        ...(phone !== undefined && { Phone: phone }),
        ...(account && { AccountId: account.id }),
      });
      for (const { title, stage = 'Negotiation', amount } of deals) {
        const deal: Record<string, Value> = {
          ...own,
          Name: title,
          StageName: stage,
          Amount: amount ?? null,
        };
        const { id } = create(world, 'Opportunity', deal);
        create(world, 'OpportunityContactRole', { OpportunityId: id, ContactId: made.id });
      }
      for (const { title, isClosed } of cases) {
        const Status = isClosed ? 'Closed' : 'New';
        create(world, 'Case', { ...own, ContactId: made.id, Subject: title, Status });
      }
      return made.id;
    },
    change: (id, change) => void update(world, contact(id), values(change)),
    renameCase: (id, title) =>
      void update(world, recordNamed(world, 'Case', id), { Subject: title }),
    remove: (id) => remove(world, contact(id)),
    merge: (kept, gone) => merge(world, contact(kept), contact(gone)),
    configure(body) {
      const { webhookUrl, ...given } = Settings.parse(body);
      const { webhookUrl: before, ...org } = salesforceOrg(world);
      const address = webhookUrl === undefined ? before : (webhookUrl ?? undefined);
      const settled = Object.fromEntries(
        Object.entries(given).filter(([, it]) => it !== undefined),
      );
      const now = { ...org, ...settled, ...(address !== undefined && { webhookUrl: address }) };
      world.commit([putSalesforceOrg(now)]);
      const { sessionSeconds, turnsOver, missingFields } = now;
      return { sessionSeconds, turnsOver, missingFields, webhookUrl: address };
    },
    expireTokens() {
      const org = salesforceOrg(world);
      const sessions = org.sessions.map((it) => ({ ...it, expiresAt: world.now() }));
      world.commit([putSalesforceOrg({ ...org, sessions })]);
    },
    revoke() {
      const fresh = () => randomBytes(12).toString('hex');
      const refreshToken = `5Aep861${fresh()}`;
      const clientSecret = fresh();
      world.commit([
        putSalesforceOrg({ ...salesforceOrg(world), refreshToken, clientSecret, sessions: [] }),
      ]);
    },
  };
}

function viewOf(world: World, record: SalesforceRecord): ContactView {
  const of = (name: string) => (record.fields[name] ? String(record.fields[name]) : undefined);
  const beside = (type: string, field: string) =>
    recordsOf(world, type).filter((it) => it.fields[field] === record.id);
  const owner = world.tables.salesforceRecords.get(of('OwnerId') ?? '')?.fields['Email'];
  const [email, key, itsTier] = [of('Email'), of('Careline_Key__c'), of(tier)];
  const keyOf = ({ fields }: SalesforceRecord) =>
    typeof fields['Careline_Key__c'] === 'string' ? { key: fields['Careline_Key__c'] } : {};
  const filled = Object.entries(record.fields).filter(([, it]) => it !== null && it !== '');
  return {
    ...{ id: record.id, name: String(valueOf(record, 'Name')) },
    fields: Object.fromEntries(filled.map(([name, it]) => [name, String(it)])),
    ...(email !== undefined && { email }),
    ...(key !== undefined && { key }),
    ...(itsTier !== undefined && { tier: itsTier }),
    ...(typeof owner === 'string' && { ownerEmail: owner }),
    engagements: beside('Task', 'WhoId').map((it) => {
      const text = [it.fields['Subject'], it.fields['Description']].join('\n');
      return { id: it.id, ...keyOf(it), text };
    }),
    cases: beside('Case', 'ContactId').map((it) => ({
      ...{ id: it.id, ...keyOf(it), title: String(it.fields['Subject'] ?? '') },
    })),
    deals: beside('OpportunityContactRole', 'ContactId').map(({ fields }) => {
      const id = String(fields['OpportunityId']);
      return { id, title: String(world.tables.salesforceRecords.get(id)?.fields['Name'] ?? '') };
    }),
  };
}
