/**
 * What the desk knows of a CRM: one interface. Everything here is called from activities, again and again until it holds, so
 * each call is done twice harmlessly by the key that comes with it.
 */
export type CrmKind = 'builtin' | 'hubspot' | 'salesforce' | 'webhook';

/** Whom a contact stands for: found by any of these, created with all of them. */
export interface PersonFacts {
  /** Ours, never changing: of two calls with the same one, the second finds what the first made. At most 64 printable characters. */
  key: string;
  name: string;
  /** In lower case. */
  emails: string[];
  /** E.164. */
  phones: string[];
  identities: { platform: string; handle: string; externalId: string }[];
  language?: string;
  /** Contacts of people of whom somebody has said that they are not this one: never theirs, whatever they have in common. */
  notContacts?: string[];
}

/** What an agent sees of the CRM's contact beside a conversation. */
export interface Card {
  externalId: string;
  /** Where it is looked at in the CRM; https only. */
  url?: string;
  name?: string;
  company?: string;
  /** As the CRM calls it: `gold`, `enterprise`, … */
  tier?: string;
  owner?: { externalId: string; name?: string; email?: string };
  deals: { externalId: string; title: string; stage?: string; amount?: string; url?: string }[];
  cases: { externalId: string; title: string; status?: string; url?: string }[];
  /** Fields beside these, by the CRM's names. */
  fields: Record<string, CrmField>;
  /** The CRM's time of the last change, ms since 1970. */
  updatedAt?: number;
}

export interface CrmField {
  value: string;
  /** When it was last written in the CRM, ms since 1970; undefined where it does not say: then the contact's own `updatedAt` counts. */
  changedAt?: number;
}

/** A conversation that was dealt with. */
export interface Engagement {
  /** One per resolved conversation and time: `crm:<conversationId>:<n>`. */
  key: string;
  contactId: string;
  title: string;
  /** Plain text. */
  summary: string;
  tags: string[];
  /** Of the conversation in the desk. */
  link: string;
  /** ms since 1970 */
  startedAt: number;
  endedAt: number;
  agentEmail?: string;
}

export interface NewCase {
  key: string;
  contactId: string;
  title: string;
  description: string;
  priority: 'low' | 'medium' | 'high' | 'urgent';
  link: string;
}

/** Something the CRM says has changed. */
export interface CrmChange {
  /** Unique per connection: told twice it counts once. */
  dedupeKey: string;
  contactId: string;
  kind: 'changed' | 'deleted' | 'merged';
  /** Of `merged`: what it is now. */
  intoId?: string;
}

export interface Crm {
  kind: CrmKind;
  /** Finds by our key, else by identity, email or phone (of several the oldest), else makes one. Concurrent calls make one. */
  findOrCreate(person: PersonFacts): Promise<{ contactId: string; isNew: boolean }>;
  /** @returns undefined: it is not there any more */
  readCard(contactId: string): Promise<Card | undefined>;
  logEngagement(engagement: Engagement): Promise<{ externalId: string }>;
  createCase(asked: NewCase): Promise<{ externalId: string; url?: string }>;
  /** The values replace what is there. */
  pushFields(contactId: string, fields: Record<string, string>, key: string): Promise<void>;
  /** Removes the contact and what was logged for it (erasure). One that is not there is no error. */
  erase(contactId: string): Promise<void>;
  /** What is wrong with its credentials, scopes or fields; undefined: nothing. */
  check(): Promise<string | undefined>;
  /** Of a webhook: undefined: not signed by it. Never throws on a bad neighbour. */
  receive(raw: RawRequest): CrmChange[] | undefined;
}

/** A connection as an adapter gets it. */
export interface CrmConnection {
  id: string;
  /** Undefined: the CRM's own address. */
  baseUrl?: string;
  /** Opened; by the names of the kit's `credentials`. */
  credentials: Record<string, string>;
  /** What a card shall have besides, by the CRM's names, where it gives only what it is asked for. */
  fields?: readonly string[];
  /** Keeps what the CRM replaced by itself (a refresh token that turns over); what is not named stays. */
  keepCredentials(changed: Record<string, string>): Promise<void>;
}

/** What a kind of CRM brings along: one entry of crm/kits.ts. */
export interface CrmKit {
  /** Names of what is sealed and has to be given. */
  required: readonly string[];
  /** Names of what may be given besides. */
  optional: readonly string[];
  /** It has no address of its own. */
  needsBaseUrl: boolean;
  create(connection: CrmConnection): Crm;
}

export interface RawRequest {
  method: string;
  /** As it was called, with the query. */
  url: string;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
  /** ms since 1970 */
  receivedAt: number;
}

/**
 * What a call of a CRM may fail with. `retry`: not now (outage, limit; after so many ms where it says so). `unauthorized`: not before
 * somebody connects it anew. `refused`: never, as it stands, with the reason in the CRM's words.
 */
export class CrmError extends Error {
  override name = 'CrmError';
  readonly kind: 'retry' | 'unauthorized' | 'refused';
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: 'retry' | 'unauthorized' | 'refused',
    message: string,
    options: { retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}
