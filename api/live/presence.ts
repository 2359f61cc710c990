/** Who is online, who views what, who writes a reply or a note: held in memory, told among the api processes. */
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Logger } from '../../runtime/logger.ts';
import type { TypingIn } from '../../ingest/sort-body.ts';
import { may } from '../permissions.ts';
import { belongingsOf, canSee, type Looker } from '../visibility.ts';
import type { LiveClient } from './client.ts';
import type { OnlineFrame, PresenceFrame, Said } from './frames.ts';
import { agentFacts, customersIn, showSignsOfLife, type AgentFacts } from './presence-rows.ts';
import {
  presenceChannel,
  readTold,
  writeCustomerTypes,
  writeMarks,
  writeQuestion,
} from './presence-wire.ts';
import { mayHear } from './topics.ts';
import { createWhereabouts, type Doing, type Mark, type Touched } from './whereabouts.ts';

/** Others say what they know so often, ms … */
const repeatMs = 10_000;
/** … and are forgotten after so long without a word, ms. */
const forgetMs = 25_000;
/** Without a further sign nobody types any longer, ms. */
const typingMs = 6_000;
/** What changes within it is told at once, ms. */
const gatherMs = 60;
const signOfLifeMs = 30_000;

/** What one connection says of its agent. */
interface Stance {
  viewing?: { conversationId: string; since: number };
  typing?: { conversationId: string; doing: Doing; since: number; until: number };
  /** One after the other: each is asked for whether it may be seen. */
  queue: Promise<void>;
}

export type Presence = ReturnType<typeof createPresence>;

export function createPresence({ pool, logger }: { pool: Pool; logger: Logger }) {
  const process = randomUUID();
  const whereabouts = createWhereabouts();
  const clients = new Map<LiveClient, Stance>();
  const announced = new Map<string, Map<string, Mark>>();
  const customersTyping = new Map<string, number>();
  const facts = new Map<string, AgentFacts>();
  const dirty = { conversations: new Set<string>(), agents: new Set<string>() };
  let unsaid: Mark[] = [];
  let isOver = false;
  let gathering: NodeJS.Timeout | undefined;
  let telling = Promise.resolve();

  const fail = (error: unknown) => {
    logger.warn({ err: error }, 'presence cannot be told for the moment');
  };
  const notify = (payloads: readonly string[]) =>
    payloads.length === 0
      ? Promise.resolve()
      : pool
          .query({
            name: 'presence-tell',
            text: `select pg_notify($1, payload) from unnest($2::text[]) payload`,
            values: [presenceChannel, payloads],
          })
          .then(() => undefined, fail);

  const gather = () => {
    if (isOver) return;
    gathering ??= setTimeout(() => {
      gathering = undefined;
      telling = telling.then(tell).catch(fail);
    }, gatherMs);
  };
  const touch = ({ conversations, agents }: Touched) => {
    for (const id of conversations) dirty.conversations.add(id);
    for (const id of agents) dirty.agents.add(id);
    if (conversations.length + agents.length > 0) gather();
  };
  const tell = async () => {
    const said = writeMarks(process, unsaid);
    unsaid = [];
    const conversations = [...dirty.conversations];
    const agents = [...dirty.agents];
    dirty.conversations.clear();
    dirty.agents.clear();
    await notify(said);
    if (clients.size === 0) return;
    const whose = await belongingsOf(pool, conversations);
    await learn([
      ...agents,
      ...conversations.flatMap((id) => whereabouts.in(id).map((it) => it.agentId)),
    ]);
    const online = onlineFrame(agents);
    const frames = [...whose].map(([id, belonging]) => ({ belonging, frame: presenceFrame(id) }));
    for (const client of clients.keys()) {
      for (const { belonging, frame } of isFor(client, 'presence') ? frames : []) {
        if (canSee(client.caller, belonging)) client.send(frame);
      }
      if (agents.length > 0 && isFor(client, 'online')) client.send(online);
    }
  };

  const learn = async (ids: readonly string[]) => {
    const unknown = [...new Set(ids.filter((id) => !facts.has(id)))];
    if (unknown.length === 0) return;
    for (const agent of await agentFacts(pool, unknown)) facts.set(agent.id, agent);
  };
  const onlineFrame = (ids: readonly string[]): OnlineFrame => ({
    type: 'online',
    agents: ids.flatMap((agentId) => {
      const known = facts.get(agentId);
      const isConnected = whereabouts.isConnected(agentId);
      return known ? [{ agentId, availability: known.availability, isConnected }] : [];
    }),
  });
  const presenceFrame = (conversationId: string): PresenceFrame => ({
    type: 'presence',
    conversationId,
    agents: whereabouts.in(conversationId).map(({ agentId, doing, since }) => ({
      ...{ agentId, name: facts.get(agentId)?.name ?? '', state: doing },
      since: new Date(since).toISOString(),
    })),
    ...(customersTyping.has(conversationId) && { customerTyping: true }),
  });

  /** What the agent's connections here say, as one; what is new of it is told. */
  const update = (agentId: string) => {
    const before = announced.get(agentId) ?? new Map<string, Mark>();
    const now = marksOf(agentId, clients);
    const changed = [...now].flatMap(([key, mark]) => {
      const known = before.get(key);
      const isKnown = known?.doing === mark.doing && known?.since === mark.since;
      return isKnown ? [] : [mark];
    });
    const gone = [...before].flatMap(([key, mark]) =>
      now.has(key) ? [] : [{ ...mark, doing: undefined }],
    );
    if (now.size > 0) announced.set(agentId, now);
    else announced.delete(agentId);
    const told = [...changed, ...gone];
    if (told.length === 0) return;
    unsaid.push(...told);
    touch(whereabouts.hear(process, told, Infinity));
    gather();
  };
  const repeat = () =>
    notify(
      writeMarks(
        process,
        [...announced.values()].flatMap((it) => [...it.values()]),
      ),
    );

  const act = async (client: LiveClient, stance: Stance, said: Exclude<Said, { type: 'ping' }>) => {
    const { agentId } = client.caller;
    if (agentId === undefined || !may(client.caller.role, 'presence.own')) return;
    const { conversationId } = said;
    if (conversationId !== null) {
      // What is not there, and what is not for their eyes, is nothing to be in.
      const whose = (await belongingsOf(pool, [conversationId])).get(conversationId);
      if (!whose || !canSee(client.caller, whose)) return;
    }
    if (!clients.has(client)) return;
    const now = Date.now();
    if (said.type === 'viewing') {
      if (conversationId === null) delete stance.viewing;
      else if (stance.viewing?.conversationId !== conversationId) {
        stance.viewing = { conversationId, since: now };
      }
      if (stance.typing?.conversationId !== conversationId) delete stance.typing;
    } else if (said.kind === null) delete stance.typing;
    else {
      const doing = said.kind === 'reply' ? 'replying' : 'noting';
      const known = stance.typing;
      const goesOn = known?.conversationId === said.conversationId && known.doing === doing;
      stance.typing = {
        ...{ conversationId: said.conversationId, doing, until: now + typingMs },
        since: goesOn ? known.since : now,
      };
    }
    update(agentId);
  };

  const second = () => {
    const now = Date.now();
    for (const [client, stance] of clients) {
      if (!stance.typing || stance.typing.until > now) continue;
      delete stance.typing;
      if (client.caller.agentId !== undefined) update(client.caller.agentId);
    }
    for (const [conversationId, until] of customersTyping) {
      if (until > now) continue;
      customersTyping.delete(conversationId);
      touch({ conversations: [conversationId], agents: [] });
    }
    touch(whereabouts.forget(now));
  };
  const alive = () => showSignsOfLife(pool, [...announced.keys()]).catch(fail);

  return {
    /** The newest of everything, to one who came just now. */
    async welcome(client: LiveClient): Promise<void> {
      const everybody = await agentFacts(pool);
      for (const agent of everybody) facts.set(agent.id, agent);
      const conversations = whereabouts.conversations();
      const whose = await belongingsOf(pool, [...conversations, ...customersTyping.keys()]);
      await learn(conversations.flatMap((id) => whereabouts.in(id).map((it) => it.agentId)));
      if (isFor(client, 'online')) client.send(onlineFrame(everybody.map(({ id }) => id)));
      if (!isFor(client, 'presence')) return;
      for (const [id, belonging] of whose) {
        if (canSee(client.caller, belonging)) client.send(presenceFrame(id));
      }
    },
    join(client: LiveClient): void {
      clients.set(client, { queue: Promise.resolve() });
      const { agentId } = client.caller;
      if (agentId === undefined || announced.has(agentId)) return;
      update(agentId);
      if (announced.has(agentId)) void showSignsOfLife(pool, [agentId]).catch(fail);
    },
    leave(client: LiveClient): void {
      clients.delete(client);
      if (client.caller.agentId !== undefined) update(client.caller.agentId);
    },
    /** Who it is may have another role now. */
    reconsider({ caller: { agentId } }: LiveClient): void {
      if (agentId !== undefined) update(agentId);
    },
    said(client: LiveClient, said: Exclude<Said, { type: 'ping' }>): void {
      const stance = clients.get(client);
      if (stance) stance.queue = stance.queue.then(() => act(client, stance, said)).catch(fail);
    },
    /** As a webhook told it, to all processes; a conversation that is over has nobody who looks. */
    customersType(typing: readonly TypingIn[]): void {
      customersIn(pool, typing)
        .then((ids) => notify(ids.map(writeCustomerTypes)))
        .catch(fail);
    },
    /** Of another process, or of where customers' typing is told. */
    heard(payload: string): void {
      const told = readTold(payload);
      if (!told) return;
      if ('customerTypes' in told) {
        const { customerTypes: conversationId } = told;
        const isNew = !customersTyping.has(conversationId);
        customersTyping.set(conversationId, Date.now() + typingMs);
        if (isNew) touch({ conversations: [conversationId], agents: [] });
      } else if (told.process === process) return;
      else if ('asks' in told) void repeat();
      else touch(whereabouts.hear(told.process, told.marks, Date.now() + forgetMs));
    },
    /** What was said while nobody listened here is asked for. */
    askOthers: () => notify([writeQuestion(process)]),
    agentsChanged(agents: Iterable<AgentFacts>): void {
      for (const { id, name, availability } of agents) {
        facts.set(id, { id, name, availability });
        touch({ conversations: [], agents: [id] });
      }
    },
    /** For REST: who is in a conversation. */
    async in(conversationId: string): Promise<PresenceFrame> {
      await learn(whereabouts.in(conversationId).map(({ agentId }) => agentId));
      return presenceFrame(conversationId);
    },
    /** For REST: everybody in service, and where they are as far as the caller may see it. */
    async everybody(caller: Looker) {
      const agents = await agentFacts(pool);
      const whose = await belongingsOf(pool, whereabouts.conversations());
      const seen = [...whose].flatMap(([id, belonging]) => (canSee(caller, belonging) ? [id] : []));
      const there = seen.flatMap((conversationId) =>
        whereabouts.in(conversationId).map((it) => ({ ...it, conversationId })),
      );
      return agents.map(({ id, name, availability }) => ({
        ...{ agentId: id, name, availability, isConnected: whereabouts.isConnected(id) },
        in: there
          .filter(({ agentId }) => agentId === id)
          .map(({ conversationId, doing, since }) => ({
            ...{ conversationId, state: doing, since: new Date(since).toISOString() },
          })),
      }));
    },
    start(): () => Promise<void> {
      const timers = [
        setInterval(second, 1_000),
        setInterval(() => void repeat(), repeatMs),
        setInterval(() => void alive(), signOfLifeMs),
      ];
      return async () => {
        isOver = true;
        timers.forEach(clearInterval);
        clearTimeout(gathering);
        // The others need not wait until they forget us.
        const gone = [...announced.values()].flatMap((it) => [...it.values()]);
        await telling;
        await notify(
          writeMarks(
            process,
            gone.map((mark) => ({ ...mark, doing: undefined })),
          ),
        );
      };
    },
  };
}

const isFor = ({ caller }: LiveClient, topic: string): boolean => mayHear(caller.role, topic);

/** By conversation ('' for being connected), of all the agent's connections here. */
function marksOf(agentId: string, clients: ReadonlyMap<LiveClient, Stance>): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  const put = (conversationId: string | null, doing: Mark['doing'], since: number) => {
    const known = marks.get(conversationId ?? '');
    // Writing shows more than viewing, whichever window says it.
    const isWriting = known?.doing === 'replying' || known?.doing === 'noting';
    marks.set(conversationId ?? '', {
      ...{ agentId, conversationId, doing: isWriting ? known.doing : doing },
      since: Math.min(since, known?.since ?? Infinity),
    });
  };
  for (const [{ caller }, { viewing, typing }] of clients) {
    if (caller.agentId !== agentId || !may(caller.role, 'presence.own')) continue;
    put(null, 'connected', 0);
    if (typing) put(typing.conversationId, typing.doing, typing.since);
    if (viewing) put(viewing.conversationId, 'viewing', viewing.since);
  }
  return marks;
}
