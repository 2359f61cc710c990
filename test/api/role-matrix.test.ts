/**
 * Who × whose × every operation whose address names something that is somebody's, in a workspace that limits agents to their
 * team. It is generated from the route table: an operation with a new kind of id, or one that needs a body, fails here until a row
 * says what it is about. What each role may at all is test/api/authorisation.test.ts.
 */
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashToken } from '../../api/authenticate.ts';
import { hashCookie } from '../../api/cookies.ts';
import type { Operation } from '../../api/operation.ts';
import type { permissions } from '../../api/permissions.ts';
import { may, type Role } from '../../api/permissions.ts';
import { operationsOf } from '../../api/routes/index.ts';
import { newId } from '../../runtime/ids.ts';
import { newToken, startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

const callers = {
  nobody: undefined,
  revoked: undefined,
  viewer: 'viewer',
  agent: 'agent',
  /** Of another team. */
  stranger: 'agent',
  supervisor: 'supervisor',
  admin: 'admin',
} as const satisfies Record<string, Role | undefined>;
type CallerName = keyof typeof callers;
const names = Object.keys(callers) as CallerName[];

/** What is the caller's own, of the team of all but the stranger, of a third team's, and of nobody's. */
const whose = ['own', 'team', 'other', 'unknown'] as const;
type Whose = (typeof whose)[number];

/** What an address is about, by the name of its id, and how what is not the caller's to see is answered. */
type Kind = 'conversation' | 'personal' | 'agent' | 'session' | 'desk';
const kinds: Record<string, Kind> = {
  conversationId: 'conversation',
  messageId: 'conversation',
  moderationId: 'conversation',
  commandId: 'conversation',
  fileId: 'conversation',
  suggestionId: 'conversation',
  proposalId: 'conversation',
  draftId: 'conversation',
  // Seen by who sees a conversation of theirs.
  ...{ customerId: 'conversation', contactPointId: 'conversation', noteId: 'conversation' },
  notificationId: 'personal',
  viewId: 'personal',
  sessionId: 'session',
  agentId: 'agent',
  // Of the whole desk: whoever may at all may for each of them.
  ...{ accountId: 'desk', teamId: 'desk', policyId: 'desk', ruleId: 'desk', tokenId: 'desk' },
  ...{ macroId: 'desk', cannedReplyId: 'desk', tagId: 'desk', fieldId: 'desk' },
  ...{ deadLetterId: 'desk', connectionId: 'desk', articleId: 'desk', gapId: 'desk' },
  ...{ erasureId: 'desk', exportId: 'desk' },
};

/** Bodies of the operations that need one to be heard. */
const bodies: Record<string, object> = {
  reply: { content: 'Hello' },
  createCase: { title: 'Look into it' },
  addNote: { content: 'Look here' },
  keepDraft: { kind: 'note', content: 'begun' },
  conversation_assignment: { agentId: null },
  conversation_priority: { priority: 'high' },
  conversation_transfer: { teamId: newId() },
  conversation_needs_answer: { messageId: newId() },
  editMessage: { content: 'Better' },
  mergeConversation: { into: newId() },
  replyInPrivate: { content: 'Hello' },
  setAvailability: { availability: 'online' },
  linkCustomer: { customerId: newId() },
  putContactPoint: { kind: 'email', value: 'ada@example.org' },
  addCustomerNote: { content: 'Prefers mail' },
  changeArticle: { title: 'Other words' },
  restoreArticle: { version: 1 },
  judgeSuggestion: { verdict: 'helpful' },
  rewriteDraft: { content: 'Hello', style: 'shorter' },
  translateDraft: { content: 'Hello' },
};

let api: TestApi;
let pool: Pool;
let operations: Operation[];
let headers: Record<CallerName, Record<string, string>>;
let agents: Record<Exclude<CallerName, 'nobody'>, string>;
/** By caller and by whose. */
let things: Record<CallerName, Record<Whose, Record<string, string>>>;
/** Words that only a third team may read. */
const hiddenWords = 'words for the third team only';
let hidden: Record<string, string>;

beforeAll(async () => {
  api = await startApi();
  pool = api.parts.pool;
  operations = operationsOf(api.parts);
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
  const desk = await addDesk(pool);
  const team = async (name: string): Promise<DeskRows> => {
    const teamId = newId();
    await pool.query('insert into teams (id, name) values ($1, $2)', [teamId, name]);
    return { ...desk, teamId };
  };
  const [second, third] = [await team('Second'), await team('Third')];
  const entries = await Promise.all(
    names.map(async (name) => {
      const home = name === 'stranger' ? second : desk;
      return [name, await addCaller(name, home.teamId)] as const;
    }),
  );
  headers = Object.fromEntries(entries.map(([name, it]) => [name, it.headers])) as typeof headers;
  agents = Object.fromEntries(entries.map(([name, it]) => [name, it.agentId])) as typeof agents;
  // Assigned to its caller, though it is a third team's.
  const own = async (name: CallerName) => addThings(third, agents.stranger, ownerOf(name));
  const teams = await addThings(desk, agents.agent);
  const { agentId: colleague } = await addCaller('third', third.teamId);
  hidden = await addThings(third, colleague);
  things = Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [
        name,
        { own: await own(name), team: teams, other: hidden, unknown: unknown() },
      ]),
    ),
  ) as typeof things;
}, 120_000);
afterAll(() => api.end());

const ownerOf = (name: CallerName) => (name === 'nobody' ? newId() : agents[name]);
const unknown = () => Object.fromEntries(Object.keys(kinds).map((kind) => [kind, newId()]));

/** Somebody with a token; `revoked` with the cookie of a session that was ended. */
async function addCaller(name: CallerName | 'third', teamId: string) {
  const [agentId, token] = [newId(), newToken()];
  const role = name === 'third' ? 'agent' : (callers[name] ?? 'admin');
  await api.parts.prisma.agent.create({
    data: { id: agentId, name, email: `${name}@matrix.example`, role, teamId },
  });
  if (name === 'nobody') return { agentId, headers: {} as Record<string, string> };
  if (name === 'revoked') {
    const cookie = {
      name: '__Host-careline',
      token: randomBytes(32).toString('base64url'),
    } as const;
    await addSession(agentId, { tokenHash: hashCookie(cookie), revokedAt: new Date() });
    return { agentId, headers: { cookie: `${cookie.name}=${cookie.token}`, origin: api.url } };
  }
  const tokenHash = new Uint8Array(hashToken(token));
  await api.parts.prisma.apiToken.create({ data: { id: newId(), name, role, agentId, tokenHash } });
  return { agentId, headers: { authorization: `Bearer ${token}` } };
}

async function addSession(
  agentId: string,
  more: { tokenHash?: Buffer; revokedAt?: Date } = {},
): Promise<string> {
  const id = newId();
  const { tokenHash = randomBytes(32), revokedAt } = more;
  await api.parts.prisma.session.create({
    data: {
      id,
      agentId,
      idleSeconds: 3600,
      expiresAt: new Date(Date.now() + 3_600_000),
      tokenHash: new Uint8Array(tokenHash),
      revokedAt: revokedAt ?? null,
    },
  });
  return id;
}

/** A conversation with all that hangs on it, and what is somebody's alone. */
async function addThings(desk: DeskRows, colleague: string, assignedTo?: string) {
  const owner = assignedTo ?? colleague;
  const conversation = await addConversation(pool, desk, assignedTo ? { assignedTo } : {});
  const { id: conversationId, threadId, customerId } = conversation;
  // A review takes no moderation and no private reply: such a wish is heard, and refused at once.
  await pool.query(`update conversations set source = 'review' where id = $1`, [conversationId]);
  await pool.query(`update threads set kind = 'review', post_id = $1::uuid::text where id = $1`, [
    threadId,
  ]);
  const messageId = await addMessage(pool, conversation, desk, {
    content: hiddenWords,
    direction: 'outbound',
  });
  const inboundId = await addMessage(pool, conversation, desk, { content: hiddenWords });
  await pool.query('update messages set platform_message_id = id::text where id = any($1)', [
    [messageId, inboundId],
  ]);
  const [moderationId, commandId, fileId, notificationId, viewId] = Array.from({ length: 5 }, () =>
    newId(),
  );
  await pool.query(
    `insert into moderations (id, conversation_id, message_id, action, actor, created_at)
     values ($1, $2, $3, 'hide', '{"type":"system"}', now())`,
    [moderationId, conversationId, messageId],
  );
  await pool.query(
    `insert into commands (id, conversation_id, type, body_hash, outcome) values ($1, $2, 'tags', 'x', $3)`,
    [commandId, conversationId, JSON.stringify({ status: 'done', conversationId })],
  );
  await pool.query(
    `insert into files (id, kind, status, storage_key) values ($1, 'image', 'refused', 'x')`,
    [fileId],
  );
  await pool.query('insert into file_uses (message_id, position, file_id) values ($1, 0, $2)', [
    messageId,
    fileId,
  ]);
  await pool.query(
    `insert into notifications (id, recipient_id, conversation_id, kind, cause) values ($1, $2, $3, 'mentioned', $4)`,
    [notificationId, owner, conversationId, `mention ${notificationId}`],
  );
  await pool.query(`insert into saved_views (id, name, owner_id) values ($1, 'Mine', $2)`, [
    viewId,
    owner,
  ]);
  const [roundId, suggestionId, proposalId] = [newId(), newId(), newId()];
  await pool.query(
    `insert into suggestion_rounds (id, conversation_id, message_id, status, made_by, took_ms)
     values ($1, $2, $3, 'ready', 'search', 1)`,
    [roundId, conversationId, inboundId],
  );
  await pool.query(
    `insert into suggestions (id, round_id, position, language, content, confidence, sources)
     values ($1, $2, 1, 'en', $3, 0.9, '[]')`,
    [suggestionId, roundId, hiddenWords],
  );
  await pool.query(
    `insert into proposals (id, conversation_id, kind, value, reasons) values ($1, $2, 'tags', '["vip"]', '[]')`,
    [proposalId, conversationId],
  );
  const draftId = newId();
  await pool.query(
    `insert into answer_drafts (id, conversation_id, message_id, policy_id, article_id, article_version, language, content, status)
     values ($1, $2, $3, gen_random_uuid(), gen_random_uuid(), 1, 'en', $4, 'waiting')`,
    [draftId, conversationId, inboundId, hiddenWords],
  );
  const macroId = newId();
  await pool.query(`insert into macros (id, name, steps) values ($1, 'Nothing', '[]')`, [macroId]);
  return {
    ...{ conversationId, messageId, moderationId, commandId, fileId, notificationId, viewId },
    ...{ suggestionId, proposalId, draftId },
    ...{ customerId, macroId, agentId: owner, accountId: desk.accountId, teamId: desk.teamId },
  } as Record<string, string>;
}

type Outcome = 'unauthenticated' | 'forbidden' | 'not there' | 'heard';

/** What the operation is about: by its first id that is somebody's. */
const aboutOf = ({ path }: Operation): string | undefined => {
  const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return params.find((name) => kinds[name] !== 'desk') ?? params[0];
};

function expected(operation: Operation, about: string, name: CallerName, of: Whose): Outcome {
  const role = callers[name];
  if (role === undefined) return 'unauthenticated';
  if (operation.permission === 'public') return 'heard';
  if (!may(role, operation.permission)) return 'forbidden';
  const seesAll = role === 'supervisor' || role === 'admin';
  switch (kinds[about]!) {
    case 'conversation':
      if (of === 'unknown') return 'not there';
      return seesAll || of === 'own' || (of === 'team' && name !== 'stranger')
        ? 'heard'
        : 'not there';
    case 'personal':
      // Whatever the role; where the agent of the team is the caller, the team's is their own.
      return of === 'own' || (of === 'team' && name === 'agent') ? 'heard' : 'not there';
    case 'session':
      if (of === 'unknown') return 'not there';
      return of === 'own' || role === 'admin' || (of === 'team' && name === 'agent')
        ? 'heard'
        : 'not there';
    case 'agent': {
      const isOwnBusiness = operation.permission === 'presence.own';
      const isOwn = of === 'own' || (of === 'team' && name === 'agent');
      if (isOwnBusiness && !isOwn && !seesAll) return 'forbidden';
      return of === 'unknown' ? 'not there' : 'heard';
    }
    case 'desk':
      return 'heard';
  }
}

async function outcomeOf(operation: Operation, about: string, name: CallerName, of: Whose) {
  const ids = { ...things[name][of] };
  if (about === 'sessionId' && of !== 'unknown')
    ids['sessionId'] = await addSession(ids['agentId']!);
  const theirs = { id: newId(), customerId: ids['customerId']! };
  if (operation.path.includes('{noteId}')) {
    const data = { ...theirs, authorId: ownerOf(name), content: 'Prefers mail' };
    ids['noteId'] = (await api.parts.prisma.customerNote.create({ data })).id;
  }
  if (operation.path.includes('{contactPointId}')) {
    const data = { ...theirs, kind: 'email', value: `${theirs.id}@example.org` };
    ids['contactPointId'] = (await api.parts.prisma.contactPoint.create({ data })).id;
  }
  const path = operation.path.replaceAll(
    /\{(\w+)\}/g,
    (_all, param: string) => ids[param] ?? newId(),
  );
  const { status, body } = await api.call(operation.method.toUpperCase(), `/api/v1${path}`, {
    as: 'nobody',
    ...(operation.method === 'get' ? {} : { body: bodies[operation.id] ?? {} }),
    // A command that is heard is refused for this, and does nothing.
    headers: { 'if-match': '"999"', ...headers[name] },
  });
  const outcomes: Record<number, Outcome> = {
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not there',
  };
  // A body that is not understood says nothing of who may send it: it needs a row in `bodies`.
  if (status === 500 || (status === 422 && !isUnderstood(operation))) {
    return `${status} ${JSON.stringify(body)}`;
  }
  return outcomes[status] ?? 'heard';
}

const isUnderstood = ({ id, body }: Operation): boolean =>
  body === undefined || body.safeParse(bodies[id] ?? {}).success;

/** The operations that are about something that is somebody's, or else the desk's. */
const operationsAbout = (what: 'somebody’s' | 'the desk’s') =>
  operations.flatMap((operation) => {
    const about = aboutOf(operation);
    const isDesks = about !== undefined && kinds[about] === 'desk';
    return about !== undefined && isDesks === (what === 'the desk’s') ? [{ operation, about }] : [];
  });

test('every id of an address is of a kind that is known here', () => {
  const params = operations.flatMap(({ path }) =>
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  );
  expect(Object.keys(kinds)).toEqual(expect.arrayContaining([...new Set(params)]));
  expect([...new Set(params)].sort()).toEqual(Object.keys(kinds).sort());
});

test('what is somebody’s is heard of by who may, forbidden or not there for the others', async () => {
  const about = operationsAbout('somebody’s');
  expect(about.length).toBeGreaterThan(40);
  const cells = names.flatMap((name) => whose.map((of) => [name, of] as const));
  for (const { operation, about: what } of about) {
    const name = ([caller, of]: (typeof cells)[number]) => `${operation.id}, ${caller}: ${of}`;
    const found = await Promise.all(
      cells.map(async (cell) => [name(cell), await outcomeOf(operation, what, ...cell)] as const),
    );
    const wanted = cells.map((cell) => [name(cell), expected(operation, what, ...cell)] as const);
    expect.soft(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  }
}, 180_000);

test('what is the desk’s is forbidden for who may not, whether it is there or not', async () => {
  for (const { operation, about } of operationsAbout('the desk’s')) {
    for (const name of names) {
      const outcome = await outcomeOf(operation, about, name, 'unknown');
      const wanted = expected(operation, about, name, 'unknown');
      const what = `${operation.id} for ${name}`;
      // Whoever may hears that it is not there, or what is wrong with the body.
      if (wanted === 'heard') expect.soft(outcome, what).not.toMatch(/unauth|forbidden|^500/);
      else expect.soft(outcome, what).toBe(wanted);
    }
  }
}, 180_000);

test('no list tells of what is hidden', async () => {
  const lists = operations.filter(
    ({ method, path, permission }) =>
      method === 'get' && !path.includes('{') && permission !== 'public',
  );
  expect(lists.length).toBeGreaterThan(15);
  for (const { path, permission } of lists) {
    for (const name of ['viewer', 'agent', 'stranger', 'supervisor'] as const) {
      if (!may(callers[name], permission as keyof typeof permissions)) continue;
      const { body } = await api.call<unknown>('GET', `/api/v1${path}`, {
        as: 'nobody',
        headers: headers[name],
      });
      if (name === 'supervisor') continue;
      const told = JSON.stringify(body);
      for (const [kind, id] of Object.entries(hidden)) {
        if (kinds[kind] === 'conversation' || kinds[kind] === 'personal') {
          expect(told, `${path} for ${name}, ${kind}`).not.toContain(id);
        }
      }
    }
  }
  // And it is there to be told.
  const { body } = await api.call('GET', '/api/v1/conversations', {
    as: 'nobody',
    headers: headers.supervisor,
  });
  expect(body.data.map(({ id }) => id)).toContain(hidden['conversationId']);
});
