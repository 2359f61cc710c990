/** How people and tests steer a simulated CRM: the same calls for each, below `/sandbox/<crm>`. */
import { Router } from 'express';
import { z } from 'zod';
import { Problem } from '../control/problem.ts';
import type { World } from '../world.ts';
import { crmLedger } from './ledger.ts';
import type { CrmName } from './model.ts';

const Fields = z.record(z.string(), z.string());
export const NewContact = z.strictObject({
  name: z.string().min(1),
  email: z.string().optional(),
  phone: z.string().optional(),
  company: z.string().optional(),
  tier: z.string().optional(),
  ownerEmail: z.string().optional(),
  deals: z
    .array(
      z.strictObject({
        title: z.string(),
        stage: z.string().optional(),
        amount: z.number().optional(),
      }),
    )
    .default([]),
  cases: z
    .array(z.strictObject({ title: z.string(), isClosed: z.boolean().default(false) }))
    .default([]),
  /** Others, by the CRM's own names. */
  fields: Fields.default({}),
});
export type NewContact = z.infer<typeof NewContact>;

/** What a person in the CRM changes; it is told to whoever subscribed. */
export const ContactChange = z.strictObject({
  tier: z.string().optional(),
  ownerEmail: z.string().optional(),
  fields: Fields.default({}),
});
export type ContactChange = z.infer<typeof ContactChange>;

const Listed = z.object({ limit: z.coerce.number().int().min(1).default(1_000) });

/** A contact as the page and tests look at it. */
export interface ContactView {
  id: string;
  name: string;
  email?: string;
  tier?: string;
  ownerEmail?: string;
  key?: string;
  fields: Record<string, string>;
  engagements: { id: string; key?: string; text: string }[];
  cases: { id: string; key?: string; title: string }[];
  deals: { id: string; title: string }[];
}

/** What a CRM does for its control. */
export interface CrmSide {
  platform: CrmName;
  /** What the desk connects it by: address, and credentials by the kit's names. */
  connection: () => {
    baseUrl: string;
    credentials: Record<string, string>;
    /** Instead of these, where there are two ways. */
    oauth?: Record<string, string>;
  };
  /** The newest first. */
  contacts: (most: number) => ContactView[];
  count: () => number;
  has: (id: string) => boolean;
  /** In a world that begins: what is there before anybody calls. */
  begin: () => void;
  add: (given: NewContact) => string;
  change: (id: string, change: ContactChange) => void;
  /** A person works on a case. */
  renameCase: (id: string, title: string) => void;
  remove: (id: string) => void;
  merge: (kept: string, gone: string) => void;
  /** Its own settings. @returns how they are now */
  configure: (settings: unknown) => unknown;
  /** Tokens run out now; they can be renewed. */
  expireTokens: () => void;
  /** Access is taken back: nothing that the desk has opens it any more. */
  revoke: () => void;
}

export function crmControl(world: World, side: CrmSide): Router {
  const router = Router();
  router.get('/', (_request, response) => response.json(side.connection()));
  router.get('/ledger', (request, response) =>
    response.json({ data: crmLedger(world, side.platform, request.query) }),
  );
  router.get('/hooks', (_request, response) =>
    response.json({
      data: [...world.tables.crmHooks.values()].filter((it) => it.platform === side.platform),
    }),
  );
  router.get('/contacts', (request, response) => {
    const { limit } = Listed.parse(request.query);
    response.json({ total: side.count(), data: side.contacts(limit) });
  });
  router.post('/contacts', (request, response) => {
    response.status(201).json({ id: side.add(NewContact.parse(request.body)) });
  });
  router.patch('/contacts/:id', (request, response) => {
    side.change(known(side, request.params.id), ContactChange.parse(request.body));
    response.status(204).end();
  });
  router.patch('/cases/:id', (request, response) => {
    const { title } = z.strictObject({ title: z.string() }).parse(request.body);
    side.renameCase(request.params.id, title);
    response.status(204).end();
  });
  router.delete('/contacts/:id', (request, response) => {
    side.remove(known(side, request.params.id));
    response.status(204).end();
  });
  router.post('/contacts/:id/merge', (request, response) => {
    const { into } = z.strictObject({ into: z.string() }).parse(request.body);
    side.merge(known(side, into), known(side, request.params.id));
    response.status(204).end();
  });
  router.patch('/settings', (request, response) => response.json(side.configure(request.body)));
  router.post('/tokens/expire', (_request, response) => {
    side.expireTokens();
    response.status(204).end();
  });
  router.post('/tokens/revoke', (_request, response) => {
    side.revoke();
    response.status(204).end();
  });
  return router;
}

function known(side: CrmSide, id: string): string {
  if (side.has(id)) return id;
  throw new Problem(404, `no contact ${id}`);
}
