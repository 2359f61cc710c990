/** The conversation workflow on a real server, with what it records kept in memory: for what is hard to bring about otherwise. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { calendar } from '../../activities/calendar.ts';
import type {
  Behind,
  ConversationActivities,
  DeliverInput,
  OpenResult,
  RecordInput,
} from '../../activities/types.ts';
import type {
  AttemptOutcome,
  Command,
  CommandOutcome,
  InboundItem,
} from '../../domain/conversation/items.ts';
import type { Opening } from '../../domain/conversation/opening.ts';
import { newId } from '../../runtime/ids.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import * as contract from '../../workflows/contract.ts';
import { startTemporal, testConfig } from '../support/environment.ts';

export interface MemoryDesk {
  thread: (changes?: Partial<Opening>, maxItems?: number) => MemoryThread;
  /** Runs the workers until `stop`. */
  start: () => Promise<void>;
  stop: () => Promise<void>;
  close: () => Promise<void>;
}

export interface MemoryThread {
  readonly workflowId: string;
  readonly recorded: RecordInput[];
  /** Everything written, with its instant. */
  log: () => RecordInput['entries'];
  /** Conversations, in the order in which they were opened. */
  conversations: () => string[];
  write: (more?: Partial<InboundItem>) => Promise<number>;
  /** An event that nobody signalled yet. */
  event: (more?: Partial<InboundItem>) => InboundItem;
  signalWithStart: (signal: string, ...args: unknown[]) => Promise<void>;
  signal: (signal: string, ...args: unknown[]) => Promise<void>;
  command: (it: Command, commandId?: string, at?: number) => Promise<CommandOutcome>;
  reply: (messageId?: string) => Promise<string>;
  /** What the next attempts come to; after them, `sent`. */
  readonly outcomes: ((input: DeliverInput) => Promise<AttemptOutcome>)[];
  readonly sends: DeliverInput[];
  /** Ids of the replies that have words. */
  readonly drafts: Set<string>;
  /** How long a write takes. */
  recordMs: number;
  /** What the next write answers instead of writing. */
  behind: Behind | undefined;
  /** What `open` answers, if it is not a new conversation. */
  restored: OpenResult | undefined;
  /** What `open` answers besides. */
  besides: Partial<OpenResult>;
  /** Claims that have run out before they were accepted. */
  readonly lostClaims: Set<string>;
  state: () => Promise<contract.LiveState>;
  runs: () => Promise<number>;
  isRunning: () => Promise<boolean>;
}

export async function startMemoryDesk(): Promise<MemoryDesk> {
  const temporal = await startTemporal();
  const bundle: WorkflowBundle = await workflowBundle(testConfig({ temporal }).home);
  const connection = await Connection.connect({ address: temporal.address });
  const native = await NativeConnection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const prefix = temporal.taskQueuePrefix;
  const threads = new Map<string, Held>();
  const threadOf = (id: string): Held => {
    const held = threads.get(id);
    if (!held) throw new Error(`no thread ${id}`);
    return held;
  };
  const activities: ConversationActivities = {
    calendar,
    answerGrounds: () => Promise.reject(new Error('nothing is proposed here')),
    open: (input) => Promise.resolve(threadOf(input.threadId).open(input.eventIds)),
    record: async (input) => {
      const thread = threadOf(input.conversation.threadId);
      await new Promise((resolve) => setTimeout(resolve, thread.recordMs));
      return thread.record(input);
    },
    settle: () => Promise.resolve({ kind: 'again' }),
  };
  const delivery = {
    deliver: (input: DeliverInput) =>
      [...threads.values()].find((it) => it.drafts.has(input.messageId))?.deliver(input),
    reconcile: () => ({ kind: 'unknown', failure: { code: 'no_proof', message: '' } }),
  };
  let workers: Worker[] = [];
  let running: Promise<void>[] = [];
  const stop = async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    workers = [];
  };
  return {
    thread(changes = {}, maxItems = 500) {
      const held = holdThread(client, prefix, changes, maxItems);
      threads.set(held.threadId, held);
      return held;
    },
    async start() {
      workers = await Promise.all([
        Worker.create({
          connection: native,
          taskQueue: contract.conversationsQueue(prefix),
          workflowBundle: bundle,
          activities: { ...activities },
          stickyQueueScheduleToStartTimeout: '1s',
        }),
        Worker.create({
          connection: native,
          taskQueue: contract.deliveryQueue(prefix, 'telegram'),
          activities: delivery,
        }),
      ]);
      running = workers.map((worker) => worker.run());
    },
    stop,
    async close() {
      await stop();
      await native.close();
      await connection.close();
    },
  };
}

interface Held extends MemoryThread {
  threadId: string;
  open: (eventIds: number[]) => OpenResult;
  record: (input: RecordInput) => Awaited<ReturnType<ConversationActivities['record']>>;
  deliver: (input: DeliverInput) => Promise<AttemptOutcome>;
}

let events = 0;

function holdThread(
  client: Client,
  prefix: string,
  changes: Partial<Opening>,
  maxItems: number,
): Held {
  const threadId = newId();
  const accountId = newId();
  const agentId = newId();
  const workflowId = contract.conversationWorkflowId('telegram', threadId);
  const recorded: RecordInput[] = [];
  const applied = new Map<number, number>();
  const numbers = new Map<number, number>();
  const closed = new Set<string>();
  let lastSeq = 0;
  const input: contract.ConversationInput = {
    v: 1,
    threadId,
    platform: 'telegram',
    accountId,
    taskQueuePrefix: prefix,
    maxItems,
  };
  const current = () => recorded.at(-1)?.conversation.id ?? '';
  const held: Held = {
    threadId,
    workflowId,
    recorded,
    drafts: new Set(),
    outcomes: [],
    sends: [],
    recordMs: 0,
    behind: undefined,
    restored: undefined,
    besides: {},
    lostClaims: new Set(),
    log: () => recorded.flatMap(({ entries }) => entries),
    conversations: () => [...new Set(recorded.map(({ conversation }) => conversation.id))],
    open(eventIds) {
      if (held.restored) return held.restored;
      const unapplied = eventIds.filter((id) => !applied.has(id));
      const seen = Math.max(0, ...[...applied.keys()].map((id) => numbers.get(id) ?? 0));
      if (unapplied.length === 0) return { unapplied, lastSeq: seen };
      const opening: Opening = {
        conversationId: newId(),
        threadId,
        platform: 'telegram',
        accountId,
        customerId: newId(),
        source: 'dm',
        requiredSkills: [],
        priority: 'medium',
        tags: [],
        policy: { firstResponseMinutes: 60, resolutionHours: 10, businessHoursOnly: false },
        reopenWindowMs: 72 * 3_600_000,
        holdAfterMs: 30 * 60_000,
        why: 'test',
        ...changes,
        ...(current() ? { previousConversationId: current() } : {}),
      };
      return { unapplied, lastSeq: seen, opening, ...held.besides };
    },
    record(it) {
      const { behind } = held;
      held.behind = undefined;
      if (behind) return behind;
      const causes = new Set(recorded.flatMap(({ entries }) => entries.map(({ cause }) => cause)));
      const fresh = it.entries.filter(({ cause }) => !causes.has(cause));
      if (closed.has(it.conversation.id) && fresh.length > 0) return { status: 'closed' };
      for (const { event } of fresh) {
        if (event.type !== 'assigned' || event.claimId === undefined) continue;
        if (held.lostClaims.has(event.claimId)) {
          return { status: 'claim_lost', claimId: event.claimId };
        }
      }
      recorded.push({ ...it, entries: fresh });
      if (it.conversation.status === 'closed') closed.add(it.conversation.id);
      for (const id of it.eventIds) applied.set(id, (applied.get(id) ?? 0) + 1);
      return { status: 'recorded', version: recorded.length };
    },
    async deliver(attempt) {
      held.sends.push(attempt);
      const outcome = held.outcomes.shift();
      return outcome ? outcome(attempt) : { kind: 'sent', at: Date.now() };
    },
    event: (more = {}) => event(more),
    async write(more = {}) {
      const item = event(more);
      await held.signalWithStart(contract.inboundSignal.name, { items: [item] });
      return item.eventId;
    },
    async signalWithStart(signal, ...args) {
      await client.workflow.signalWithStart('conversation', {
        workflowId,
        taskQueue: contract.conversationsQueue(prefix),
        args: [input],
        signal,
        signalArgs: args,
      });
    },
    signal: (signal, ...args) => client.workflow.getHandle(workflowId).signal(signal, ...args),
    command: (it, commandId = newId(), at = Date.now()) =>
      client.workflow
        .getHandle(workflowId)
        .executeUpdate<CommandOutcome, [unknown]>(contract.commandUpdate.name, {
          updateId: commandId,
          args: [
            {
              commandId,
              conversationId: current(),
              actor: { type: 'agent', id: agentId },
              at,
              bodyHash: 'x',
              command: it,
            },
          ],
        }),
    async reply(messageId = newId()) {
      held.drafts.add(messageId);
      await held.command({ type: 'reply', messageId, isHuman: true });
      return messageId;
    },
    state: () =>
      client.workflow.getHandle(workflowId).query<contract.LiveState>(contract.currentQuery.name),
    async isRunning() {
      const { status } = await client.workflow.getHandle(workflowId).describe();
      return status.name === 'RUNNING';
    },
    async runs() {
      let count = 0;
      const query = `WorkflowId = "${workflowId}"`;
      for await (const _ of client.workflow.list({ query })) count += 1;
      return count;
    },
  };

  function event(more: Partial<InboundItem>): InboundItem {
    events += 1;
    lastSeq += 1;
    numbers.set(events, lastSeq);
    return {
      eventId: events,
      seq: lastSeq,
      at: Date.now(),
      kind: 'message',
      messageId: newId(),
      needsAnswer: true,
      ...more,
    };
  }
  return held;
}

/** Looks until it holds; fails with what it saw last. */
export async function eventually<T>(
  read: () => T | Promise<T>,
  holds: (value: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`never held; at last ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
