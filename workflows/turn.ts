/** One turn of the loop: take a batch from the queue, decide, record, answer what agents asked. */
import type { Behind, RecordResult } from '../activities/types.ts';
import { staleReply } from '../domain/conversation/commands.ts';
import type { CommandOutcome, Item } from '../domain/conversation/items.ts';
import { isOver } from '../domain/conversation/opening.ts';
import type { Conversation } from '../domain/conversation/state.ts';
import { decideAll, type Batch } from './batch.ts';
import { answerKnown, catchUp, lookUpResent } from './beginning.ts';
import { record } from './durably.ts';
import { withGrounds } from './grounds.ts';
import { nextWakeAt, wakeInstant, type Run } from './run.ts';
import { lookFor } from './sending.ts';
import { summaryOf, tell } from './telling.ts';

const keptCommands = 20;
/** So many items are decided and recorded at once. */
const batchSize = 100;
/** When the platform is asked for a reply whose answer was lost, ms after one another. */
const looks = [2_000, 30_000, 300_000];

/** `closed before`: an earlier run closed this conversation; nothing was taken. */
export async function turn(run: Run): Promise<'goes on' | 'closed before'> {
  run.queue = inOrder(run.queue);
  let items = run.queue.splice(0, batchSize);
  await lookUpResent(run, items);
  items = await withGrounds(run, items);
  for (;;) {
    const { state: conversation, opening, lastSeq, underWay } = run;
    const before = { conversation, opening, lastSeq, underWay: underWay?.messageId };
    const batch = await decideAll(before, items, run.mayRepeat, Date.now());
    const result = await recorded(run, batch);
    switch (result.status) {
      case 'closed':
        run.queue = [...items, ...run.queue];
        return 'closed before';
      case 'recorded':
        run.version = result.version ?? run.version;
        take(run, batch, items.length);
        return 'goes on';
      case 'behind':
        run.queue = [...items, ...run.queue];
        dropRecorded(run, result);
        return (await catchUp(run)) ? turn(run) : 'closed before';
      case 'claim_lost':
        items = items.filter((it) => it.kind !== 'claimed' || it.claimId !== result.claimId);
        break;
      case 'stale':
        run.answers.give(result.commandId, stale(result));
        items = items.filter(
          (it) => it.kind !== 'command' || it.envelope.commandId !== result.commandId,
        );
    }
  }
}

const stale = ({ newMessageIds }: { newMessageIds: string[] }): CommandOutcome => ({
  status: 'refused',
  refusal: staleReply(newMessageIds),
});

/** What the customer sent, by its numbers: after an outage an older event may be signalled after a newer one. */
function inOrder(queue: Item[]): Item[] {
  const inbound = queue
    .filter((item) => item.kind === 'inbound')
    .sort((a, b) => a.inbound.seq - b.inbound.seq);
  return queue.map((item) => (item.kind === 'inbound' ? (inbound.shift() ?? item) : item));
}

/** What an earlier try at this very turn has recorded. */
function dropRecorded(run: Run, { causes, commands }: Behind): void {
  answerKnown(run, commands);
  run.queue = run.queue.filter(({ key }) => !causes.some((cause) => cause.startsWith(`${key}#`)));
}

type Recording =
  Exclude<RecordResult, { status: 'recorded' }> | { status: 'recorded'; version?: number };

async function recorded(run: Run, batch: Batch): Promise<Recording> {
  if (!batch.conversation || !hasSomething(batch)) return { status: 'recorded' };
  const wakeAt = wakeInstant(batch.conversation);
  const knows = run.state ? run.version : 0;
  return record({
    conversation: batch.conversation,
    ...(knows === undefined ? {} : { knows }),
    entries: batch.recorded,
    ...(wakeAt === undefined ? {} : { nextWakeAt: wakeAt }),
    eventIds: batch.eventIds,
    commands: batch.commands,
    declinedClaims: batch.declinedClaims,
    ...(batch.unless.length > 0 ? { unless: batch.unless } : {}),
  });
}

const hasSomething = (batch: Batch): boolean =>
  batch.recorded.length > 0 ||
  batch.eventIds.length > 0 ||
  batch.commands.length > 0 ||
  batch.declinedClaims.length > 0;

/** What was recorded holds from now on. */
function take(run: Run, batch: Batch, items: number): void {
  run.state = batch.conversation;
  run.opening = batch.opening;
  run.lastSeq = batch.lastSeq;
  run.queue = [...batch.leftOver, ...run.queue];
  run.itemsInRun += items;
  for (const eventId of batch.eventIds) run.mayRepeat.delete(eventId);
  const done = batch.commands.map(({ id, outcome }) => ({ id, outcome }));
  run.recentCommands = [...run.recentCommands, ...done].slice(-keptCommands);
  for (const { commandId, outcome } of batch.answers) run.answers.give(commandId, outcome);
  if (run.state) afterwards(run, run.state, batch);
}

function afterwards(run: Run, current: Conversation, batch: Batch): void {
  for (const { event } of batch.recorded) {
    if (event.type === 'reply_unknown') lookFor(run, current, event.messageId, looks);
  }
  for (const command of batch.done) {
    if (command.type === 'check') lookFor(run, current, command.messageId, [0]);
  }
  if (isOver(current)) run.timer.cancel();
  else run.timer.arm(nextWakeAt(run), summaryOf(current));
  tell(run, current);
}
