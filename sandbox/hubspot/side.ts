import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ContactView, CrmSide } from '../crm/control.ts';
import type { World } from '../world.ts';
import { allScopes, hubspotAccount, putHubspotAccount } from './account.ts';
import { associate, associatedIds, existing } from './associations.ts';
import { archive, merge } from './erase.ts';
import type { HubspotObject } from './model.ts';
import { ownerIdOf, ownerNamed } from './people.ts';
import { propertyNamed } from './properties.ts';
import { create, recordBy, recordsOf, update } from './records.ts';

const tier = 'careline_tier';
const Settings = z.strictObject({
  scopes: z.array(z.enum(allScopes as [string, ...string[]])).optional(),
  searchLagMs: z.number().min(0).optional(),
  tokenSeconds: z.number().positive().optional(),
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  /** Gone, with their definitions; `contacts/careline_tier`. */
  withoutProperties: z.array(z.string()).default([]),
});

/** How people in HubSpot work, and how its account is set up. */
export function hubspotSide(world: World, url: () => string): CrmSide {
  const define = (name: string) => {
    if (propertyNamed(world, 'contacts', name) !== undefined) return;
    const property = {
      ...{ objectType: 'contacts', name, label: name, groupName: 'contactinformation' },
      ...{ type: 'string', fieldType: 'text', hasUniqueValue: false, description: '' },
    };
    world.commit([['hubspotProperties', `contacts/${name}`, property]]);
  };
  const values = (given: {
    tier?: string | undefined;
    ownerEmail?: string | undefined;
    fields: Record<string, string>;
  }) => {
    for (const name of Object.keys(given.fields)) define(name);
    const owner = given.ownerEmail === undefined ? undefined : ownerIdOf(given.ownerEmail);
    return {
      ...given.fields,
      ...(given.tier !== undefined && { [tier]: given.tier }),
      ...(owner !== undefined && { hubspot_owner_id: owner }),
    };
  };
  const contact = (id: string) => existing(world, 'contacts', id);

  return {
    platform: 'hubspot',
    connection() {
      const { privateToken, clientId, clientSecret, refreshToken, portalId } =
        hubspotAccount(world);
      return {
        baseUrl: url(),
        credentials: { accessToken: privateToken, clientSecret, portalId: String(portalId) },
        oauth: { clientId, clientSecret, refreshToken, portalId: String(portalId) },
      };
    },
    begin: () => define(tier),
    contacts: (most) =>
      recordsOf(world, 'contacts')
        .slice(-most)
        .toReversed()
        .map((it) => viewOf(world, it)),
    count: () => recordsOf(world, 'contacts').length,
    has: (id) => recordBy(world, 'contacts', id) !== undefined,
    add(given) {
      const { name, email, phone, company, deals, cases } = given;
      const [firstname = '', ...rest] = name.split(' ');
      const made = create(
        world,
        'contacts',
        {
          ...{ firstname, lastname: rest.join(' '), ...values(given) },
          ...(email !== undefined && { email }),
          ...(phone !== undefined && { phone }),
        },
        'CRM_UI',
      );
      if (company !== undefined)
        associate(world, create(world, 'companies', { name: company }), made);
      for (const { title, stage = 'contractsent', amount } of deals) {
        const sum =
          amount === undefined ? {} : { amount: String(amount), deal_currency_code: 'EUR' };
        associate(
          world,
          create(world, 'deals', {
            dealname: title,
            dealstage: stage,
            hs_is_closed: String(stage.startsWith('closed')),
            ...sum,
          }),
          made,
        );
      }
      for (const { title, isClosed } of cases) {
        const closed = isClosed ? { closed_date: new Date(world.now()).toISOString() } : {};
        const stage = isClosed ? '4' : '1';
        associate(
          world,
          create(world, 'tickets', {
            subject: title,
            hs_pipeline: '0',
            hs_pipeline_stage: stage,
            ...closed,
          }),
          made,
        );
      }
      return made.id;
    },
    change: (id, change) => void update(world, contact(id), values(change), 'CRM_UI'),
    renameCase: (id, title) =>
      void update(world, existing(world, 'tickets', id), { subject: title }, 'CRM_UI'),
    remove: (id) => archive(world, contact(id), 'CRM_UI'),
    merge: (kept, gone) => void merge(world, contact(kept), contact(gone)),
    configure(body) {
      const { withoutProperties, webhookUrl, ...given } = Settings.parse(body);
      const { webhookUrl: before, ...account } = hubspotAccount(world);
      const address = webhookUrl === undefined ? before : (webhookUrl ?? undefined);
      const settled = Object.fromEntries(
        Object.entries(given).filter(([, it]) => it !== undefined),
      );
      const now = { ...account, ...settled, ...(address !== undefined && { webhookUrl: address }) };
      world.commit([
        putHubspotAccount(now),
        ...withoutProperties.map((name) => ['hubspotProperties', name, null] as const),
      ]);
      const { scopes, searchLagMs, tokenSeconds } = now;
      return { scopes, searchLagMs, tokenSeconds, webhookUrl: address };
    },
    expireTokens() {
      const account = hubspotAccount(world);
      const tokens = account.tokens.map((it) => ({ ...it, expiresAt: world.now() }));
      world.commit([putHubspotAccount({ ...account, tokens })]);
    },
    revoke() {
      const fresh = () => randomBytes(12).toString('hex');
      const privateToken = `pat-eu1-${fresh()}`;
      const refreshToken = `eu1-${fresh()}`;
      world.commit([
        putHubspotAccount({ ...hubspotAccount(world), privateToken, refreshToken, tokens: [] }),
      ]);
    },
  };
}

function viewOf(world: World, record: HubspotObject): ContactView {
  const { id, properties } = record;
  const beside = (type: string) =>
    associatedIds(world, record, type).map((it) => existing(world, type, it));
  const of = (name: string) => properties[name] || undefined;
  const [email, key, itsTier, owner] = [
    of('email'),
    of('careline_key'),
    of(tier),
    of('hubspot_owner_id'),
  ];
  const keyOf = (it: HubspotObject) => {
    const key = it.properties['careline_key'];
    return key ? { key } : {};
  };
  return {
    ...{
      id,
      name: [of('firstname'), of('lastname')].filter((it) => it).join(' '),
      fields: properties,
    },
    ...(email !== undefined && { email }),
    ...(key !== undefined && { key }),
    ...(itsTier !== undefined && { tier: itsTier }),
    ...(owner !== undefined && { ownerEmail: ownerNamed(owner).email }),
    engagements: beside('notes').map((it) => ({
      ...{ id: it.id, ...keyOf(it), text: it.properties['hs_note_body'] ?? '' },
    })),
    cases: beside('tickets').map((it) => ({
      ...{ id: it.id, ...keyOf(it), title: it.properties['subject'] ?? '' },
    })),
    deals: beside('deals').map((it) => ({ id: it.id, title: it.properties['dealname'] ?? '' })),
  };
}
