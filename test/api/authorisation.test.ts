/** Each operation × each role: generated, so that a new route fails here until somebody says who may use it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles, rankOf, type Role } from '../../api/permissions.ts';
import { operationsOf } from '../../api/routes/index.ts';
import type { Operation } from '../../api/operation.ts';
import { newId } from '../../runtime/ids.ts';
import { newToken, startApi, type TestApi } from './support/api.ts';
import { hashToken } from '../../api/authenticate.ts';

/** The least role that each operation is for. */
const leastRole: Record<string, Role | 'public'> = {
  getSignIn: 'public',
  logIn: 'public',
  enterDemo: 'public',
  getSession: 'viewer',
  logOut: 'viewer',
  listSessions: 'viewer',
  endSession: 'viewer',
  changePassword: 'viewer',
  askForPassword: 'public',
  useOneTimeLink: 'public',
  inviteAgent: 'admin',
  inviteAgain: 'admin',
  resetPassword: 'admin',
  listConversations: 'viewer',
  getConversation: 'viewer',
  getConversationState: 'viewer',
  listMessages: 'viewer',
  listTimeline: 'viewer',
  startConversation: 'agent',
  getCommand: 'viewer',
  reply: 'agent',
  addNote: 'agent',
  conversation_assignment: 'agent',
  conversation_transfer: 'agent',
  conversation_priority: 'agent',
  conversation_tags: 'agent',
  conversation_snooze: 'agent',
  conversation_pending: 'agent',
  conversation_resolve: 'agent',
  conversation_reopen: 'agent',
  conversation_close: 'agent',
  conversation_read: 'agent',
  conversation_unread: 'agent',
  conversation_needs_answer: 'agent',
  mergeConversation: 'agent',
  unmergeConversation: 'agent',
  message_cancel: 'agent',
  message_send_now: 'agent',
  message_check: 'agent',
  listScheduled: 'viewer',
  getDraft: 'agent',
  keepDraft: 'agent',
  listDrafts: 'agent',
  getAssist: 'viewer',
  askAssistant: 'agent',
  getCrm: 'viewer',
  refreshCrm: 'agent',
  createCase: 'agent',
  listCrmKinds: 'admin',
  listCrmConnections: 'admin',
  createCrmConnection: 'admin',
  changeCrmConnection: 'admin',
  deleteCrmConnection: 'admin',
  checkCrmConnection: 'admin',
  retryCrmConnection: 'admin',
  rewriteDraft: 'agent',
  translateDraft: 'agent',
  summarizeConversation: 'agent',
  translateMessage: 'agent',
  getAssistReport: 'supervisor',
  judgeSuggestion: 'agent',
  acceptProposal: 'agent',
  declineProposal: 'agent',
  dismissAnswerDraft: 'agent',
  listAnswerPolicies: 'supervisor',
  createAnswerPolicy: 'admin',
  changeAnswerPolicy: 'admin',
  deleteAnswerPolicy: 'admin',
  message_send_again: 'agent',
  replyInPrivate: 'agent',
  hideMessage: 'supervisor',
  unhideMessage: 'supervisor',
  likeMessage: 'agent',
  unlikeMessage: 'agent',
  // Of a customer's words: supervisors only (test/e2e/public.test.ts).
  deleteMessage: 'agent',
  editMessage: 'agent',
  blockCustomer: 'supervisor',
  unblockCustomer: 'supervisor',
  putContactPoint: 'agent',
  removeContactPoint: 'agent',
  markAsSpam: 'supervisor',
  getModeration: 'viewer',
  uploadFile: 'agent',
  getFile: 'viewer',
  listPlatforms: 'viewer',
  getPost: 'viewer',
  aggregate: 'viewer',
  listCustomers: 'viewer',
  getCustomer: 'viewer',
  linkCustomer: 'agent',
  unlinkCustomer: 'agent',
  listIdentityCandidates: 'viewer',
  eraseCustomer: 'admin',
  listErasures: 'admin',
  getErasure: 'admin',
  exportCustomer: 'supervisor',
  listExports: 'supervisor',
  getExport: 'supervisor',
  downloadExport: 'supervisor',
  listCustomerConversations: 'viewer',
  listCustomerNotes: 'viewer',
  addCustomerNote: 'agent',
  deleteCustomerNote: 'agent',
  setCustomerFields: 'agent',
  listCustomerFields: 'viewer',
  createCustomerField: 'admin',
  changeCustomerField: 'admin',
  deleteCustomerField: 'admin',
  listNotifications: 'viewer',
  readNotification: 'viewer',
  readNotifications: 'viewer',
  getSettings: 'viewer',
  changeSettings: 'admin',
  listTeams: 'viewer',
  createTeam: 'admin',
  changeTeam: 'admin',
  listAgents: 'viewer',
  getAgent: 'viewer',
  createAgent: 'supervisor',
  changeAgent: 'supervisor',
  setAvailability: 'agent',
  showPresence: 'agent',
  getPresence: 'viewer',
  listPresence: 'viewer',
  listAccounts: 'viewer',
  getAccount: 'viewer',
  createAccount: 'admin',
  changeAccount: 'admin',
  pauseAccount: 'admin',
  checkAccount: 'admin',
  backfillAccount: 'admin',
  listBackfills: 'viewer',
  subscribeAccount: 'admin',
  previewSla: 'viewer',
  listSlaPolicies: 'viewer',
  createSlaPolicy: 'admin',
  changeSlaPolicy: 'admin',
  listRoutingRules: 'viewer',
  createRoutingRule: 'admin',
  changeRoutingRule: 'admin',
  deleteRoutingRule: 'admin',
  orderRoutingRules: 'admin',
  tryRoutingRules: 'admin',
  listDeadLetters: 'supervisor',
  countDeadLetters: 'supervisor',
  listStuckConversations: 'supervisor',
  getDeadLetter: 'supervisor',
  replayDeadLetter: 'supervisor',
  countInbox: 'viewer',
  listAudit: 'supervisor',
  listTokens: 'admin',
  createToken: 'admin',
  revokeToken: 'admin',
  listViews: 'viewer',
  countViews: 'viewer',
  createView: 'viewer',
  changeView: 'viewer',
  deleteView: 'viewer',
  listCannedReplies: 'agent',
  createCannedReply: 'supervisor',
  changeCannedReply: 'supervisor',
  deleteCannedReply: 'supervisor',
  listMacros: 'agent',
  createMacro: 'supervisor',
  changeMacro: 'supervisor',
  deleteMacro: 'supervisor',
  runMacro: 'agent',
  listArticles: 'agent',
  getArticle: 'agent',
  createArticle: 'supervisor',
  changeArticle: 'supervisor',
  deleteArticle: 'admin',
  listArticleVersions: 'agent',
  restoreArticle: 'supervisor',
  listGaps: 'agent',
  dismissGap: 'supervisor',
  reopenGap: 'supervisor',
  searchKnowledge: 'agent',
  importArticles: 'supervisor',
  readPage: 'supervisor',
  listTags: 'viewer',
  createTag: 'supervisor',
  changeTag: 'supervisor',
  deleteTag: 'supervisor',
  bulk: 'supervisor',
  getReportSummary: 'supervisor',
  getReportVolume: 'supervisor',
  getReportHeatMap: 'supervisor',
  exportConversations: 'supervisor',
  getWallboard: 'supervisor',
};

let api: TestApi;
let operations: Operation[];

beforeAll(async () => {
  api = await startApi();
  operations = operationsOf(api.parts);
});
afterAll(() => api.end());

/** An address below which nothing of ours is, but for the caller's own agent. */
const addressOf = (operation: Operation, role: Role): string => {
  const own = role === 'admin' ? newId() : api.agents[role];
  return `/api/v1${operation.path.replace('{agentId}', own).replace(/\{\w+\}/g, () => newId())}`;
};

test('every operation is declared here, and nothing else is', () => {
  expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(leastRole).sort());
});

describe.each(roles)('as %s', (role) => {
  test.each(Object.entries(leastRole))(`%s is for %s and above`, async (id, least) => {
    const operation = operations.find((it) => it.id === id)!;
    const path = addressOf(operation, role);
    const body = operation.method === 'get' ? {} : { body: {} };
    const { status } = await api.call(operation.method.toUpperCase(), path, { as: role, ...body });
    if (least !== 'public' && rankOf(role) < rankOf(least)) expect(status).toBe(403);
    else expect([200, 201, 204, 404, 422]).toContain(status);
  });
});

test('without a token, with a revoked, an expired or a foreign one, nothing is told', async () => {
  const { prisma } = api.parts;
  const [revoked, expired, orphan] = [newToken(), newToken(), newToken()];
  const add = (token: string, more: object) =>
    prisma.apiToken.create({
      data: {
        id: newId(),
        name: 'x',
        role: 'admin',
        tokenHash: new Uint8Array(hashToken(token)),
        ...more,
      },
    });
  await add(revoked, { revokedAt: new Date() });
  await add(expired, { expiresAt: new Date(Date.now() - 1000) });
  await add(orphan, { agentId: newId() });
  for (const operation of operations) {
    if (operation.permission === 'public') continue;
    const path = addressOf(operation, 'admin');
    for (const token of [undefined, revoked, expired, orphan, newToken()]) {
      const reply = await api.call(operation.method.toUpperCase(), path, {
        as: 'nobody',
        ...(token === undefined ? {} : { token }),
      });
      expect(reply.status).toBe(401);
      expect(reply.body.code).toBe('unauthenticated');
    }
  }
}, 60_000);

test('a token can do no more than its agent, and nothing once they are gone', async () => {
  const token = newToken();
  const agentId = api.agents.viewer;
  await api.parts.prisma.apiToken.create({
    data: {
      id: newId(),
      name: 'too much',
      role: 'admin',
      agentId,
      tokenHash: new Uint8Array(hashToken(token)),
    },
  });
  expect((await api.call('GET', '/api/v1/tokens', { token })).status).toBe(403);
  expect((await api.call('GET', '/api/v1/teams', { token })).status).toBe(200);
  await api.call('PATCH', `/api/v1/agents/${agentId}`, { body: { active: false } });
  expect((await api.call('GET', '/api/v1/teams', { token })).status).toBe(401);
});

test('agents say only for themselves that they are there; supervisors for anybody', async () => {
  const path = `/api/v1/agents/${api.agents.supervisor}/availability`;
  const body = { availability: 'away' };
  expect((await api.call('PUT', path, { as: 'agent', body })).status).toBe(403);
  const other = `/api/v1/agents/${api.agents.agent}/availability`;
  const reply = await api.call('PUT', other, { as: 'supervisor', body });
  expect(reply).toMatchObject({ status: 200, body: { availability: 'away' } });
});

test('nobody makes somebody who may do more than they may', async () => {
  const body = { name: 'Mallory', email: 'mallory@desk.example', role: 'admin' };
  const refused = await api.call('POST', '/api/v1/agents', { as: 'supervisor', body });
  expect(refused).toMatchObject({ status: 403, body: { errors: [{ field: 'role' }] } });
  expect((await api.call('POST', '/api/v1/agents', { as: 'admin', body })).status).toBe(201);
});
