/** A hundred screens, cut at random while things happen: each ends as a fresh read shows it (design.md, I10). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashToken } from '../../api/authenticate.ts';
import { hintLive } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { newToken, startApi, type TestApi } from './support/api.ts';
import { follower, freshScreen, type Follower, type Screen } from './support/follower.ts';
import { happens } from './support/live.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';
import { startWorkingDesk } from './support/working-desk.ts';

let api: TestApi;
/** Another process of the same desk. */
let other: TestApi;
let teams: [DeskRows, DeskRows];
beforeAll(async () => {
  api = await startApi();
  other = await startApi({ like: api });
  const ours = await addDesk(api.parts.pool);
  teams = [ours, { ...ours, teamId: newId() }];
  await api.parts.pool.query(`insert into teams (id, name) values ($1, 'Style')`, [
    teams[1].teamId,
  ]);
});
afterAll(async () => {
  await other.end();
  await api.end();
});

const any = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)]!;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Cuts one after the other and lets it come back, at either process, until `isOver`. */
async function cutAtRandom(
  followers: Follower[],
  urls: string[],
  everyMs: number,
  isOver: () => boolean,
) {
  const back: Promise<void>[] = [];
  while (!isOver()) {
    const one = any(followers);
    const before = back.at(-1);
    one.cut();
    back.push(sleep(Math.random() * 300).then(() => one.connect(any(urls))));
    // One is not cut twice before it is back.
    if (before) await before;
    await back.at(-1);
    await sleep(everyMs);
  }
}

const plain = (screen: Screen, without: ReadonlySet<string>) => ({
  conversations: Object.fromEntries(screen.conversations),
  // Of what went away and came back the rest is read when it is opened.
  messages: Object.fromEntries(
    [...screen.messages].filter(([, it]) => !without.has(it.conversationId)),
  ),
  timeline: Object.fromEntries(
    [...screen.timeline].filter(([key]) => !without.has(key.slice(0, 36))),
  ),
});

async function expectFresh(followers: Follower[], url: string, moving: ReadonlySet<string>) {
  const fresh = new Map<string, Screen>();
  for (const { token } of followers) {
    if (!fresh.has(token)) fresh.set(token, await freshScreen(url, token));
  }
  for (const { token, screen, faults } of followers) {
    await expect
      .poll(() => plain(screen, moving), { timeout: 10_000 })
      .toEqual(plain(fresh.get(token)!, moving));
    expect(faults).toEqual([]);
  }
}

async function addAgent(teamId: string): Promise<string> {
  const [id, token] = [newId(), newToken()];
  const { prisma } = api.parts;
  await prisma.agent.create({
    data: { id, name: `Agent ${id.slice(-4)}`, email: `${id}@desk.example`, role: 'agent', teamId },
  });
  await prisma.apiToken.create({
    data: {
      id: newId(),
      name: id,
      role: 'agent',
      agentId: id,
      tokenHash: new Uint8Array(hashToken(token)),
    },
  });
  return token;
}

test('100 clients, two processes, two teams, writers that commit late', async () => {
  const { pool } = api.parts;
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
  const tokens = [api.tokens.supervisor];
  for (let n = 0; n < 9; n += 1) tokens.push(await addAgent(any(teams).teamId));
  const conversations: { id: string; threadId: string; team: DeskRows }[] = [];
  for (let n = 0; n < 12; n += 1) {
    const team = teams[n % 2 === 0 ? 0 : 1];
    conversations.push({ ...(await addConversation(pool, team)), team });
  }
  const moving = new Set(conversations.slice(-3).map(({ id }) => id));

  const followers = tokens.flatMap((token) =>
    Array.from({ length: 10 }, (_, n) => follower(token, n < 8 ? 'empty' : 'late')),
  );
  const urls = [api.url, other.url];
  const first = followers.filter((_, n) => n % 10 < 8);
  await Promise.all(first.map((one) => one.connect(any(urls))));
  for (const { screen, token } of first) {
    for (const [id, it] of (await screenOf(token)).conversations) screen.conversations.set(id, it);
  }

  let isOver = false;
  const write = async (at: number) => {
    const mine = conversations.filter((_, n) => n % 4 === at);
    for (let n = 0; n < 120; n += 1) {
      const conversation = any(mine);
      await transaction(pool, async (db) => {
        await act(db, conversation);
        if (Math.random() < 0.2) await sleep(Math.random() * 80);
      });
      hintLive(pool);
      await sleep(Math.random() * 60);
    }
  };
  const act = async (db: Parameters<typeof happens>[0], it: (typeof conversations)[number]) => {
    const dice = Math.random();
    if (moving.has(it.id) && dice < 0.4) {
      const [from, to] = it.team === teams[0] ? teams : [teams[1], teams[0]];
      it.team = to;
      await db.query(
        `with moved as (update conversations set team_id = $2 where id = $1)
         insert into changes (kind, conversation_id, data) values ('moved', $1, $3)`,
        [it.id, to.teamId, { teamId: from.teamId, assignedTo: null }],
      );
      await happens(db, it.id, { type: 'transferred', data: { teamId: to.teamId, why: 'test' } });
    } else if (dice < 0.7) {
      const content = `words ${String(dice)}`;
      const messageId = await addMessage(db, it, it.team, { content });
      const data = { messageId, eventId: 1, needsAnswer: true };
      await happens(db, it.id, { type: 'message_received', data, actor: { type: 'customer' } });
    } else {
      await db.query(
        `with changed as (
           update messages set metadata = metadata || jsonb_build_object('likedAt', clock_timestamp())
            where id = (select id from messages where conversation_id = $1 order by random() limit 1)
           returning id, conversation_id)
         insert into changes (kind, conversation_id, data)
         select 'message', conversation_id, jsonb_build_object('messageIds', jsonb_build_array(id)) from changed`,
        [it.id],
      );
    }
  };
  const writing = Promise.all([0, 1, 2, 3].map(write)).finally(() => (isOver = true));
  const late = followers.filter((one) => !first.includes(one));
  const cutting = [0, 1, 2, 3].map((part) =>
    cutAtRandom(
      first.filter((_, n) => n % 4 === part),
      urls,
      20,
      () => isOver,
    ),
  );
  for (const one of late) await one.connect(any(urls));
  await Promise.all([writing, ...cutting]);
  expect(followers.reduce((sum, { cuts }) => sum + cuts, 0)).toBeGreaterThan(50);
  await expectFresh(followers, api.url, moving);
  followers.forEach((one) => one.cut());
}, 180_000);

/** Read once for each who asks. */
const screens = new Map<string, Promise<Screen>>();
const screenOf = (token: string): Promise<Screen> => {
  const known = screens.get(token) ?? freshScreen(api.url, token);
  screens.set(token, known);
  return known;
};

test('a working desk: customers write, agents answer, and every screen shows it all', async () => {
  const desk = await startWorkingDesk();
  try {
    const { url, tokens } = desk.api;
    const followers = [tokens.agent, tokens.supervisor, tokens.viewer].flatMap((token) =>
      Array.from({ length: 6 }, () => follower(token, 'late')),
    );
    for (const one of followers) await one.connect(url);
    let isOver = false;
    const work = async (n: number) => {
      const it = await desk.opened(`I am number ${String(n)}.`);
      const path = `/api/v1/conversations/${it.id}`;
      const as = 'agent' as const;
      const post = (to: string, body: object) => desk.api.call('POST', path + to, { as, body });
      for (const round of [1, 2]) {
        if (n % 3 === 0)
          desk.outcomes.push({ kind: 'unknown', failure: { code: 'x', message: 'x' } });
        expect(
          (await post('/messages', { content: `Answer ${String(round)}.` })).status,
        ).toBeLessThan(300);
        await post('/notes', { content: 'Between us.' });
        await it.writes(`And ${String(round)}?`);
        await desk.api.call('PUT', `${path}/tags`, {
          as,
          body: { tags: [`round-${String(round)}`] },
        });
        await post('/read', {});
      }
      await post('/resolve', { reason: 'no_reply_needed' });
    };
    const working = Promise.all([1, 2, 3, 4, 5, 6].map(work)).finally(() => (isOver = true));
    await Promise.all([working, cutAtRandom(followers, [url], 30, () => isOver)]);
    // Attempts that are under way come to their ends.
    await expect
      .poll(
        async () =>
          (
            await desk.api.parts.pool.query(
              `select from messages where delivery_status in ('queued', 'sending')`,
            )
          ).rowCount,
        { timeout: 20_000 },
      )
      .toBe(0);
    await expectFresh(followers, url, new Set());
    expect(followers[0]?.screen.messages.size).toBeGreaterThan(30);
    followers.forEach((one) => one.cut());
  } finally {
    await desk.end();
  }
}, 180_000);
