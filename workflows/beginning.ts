/** How a run begins, or goes on after a loss: with what its thread has in the database. */
import * as wf from '@temporalio/workflow';
import type { OpenResult } from '../activities/types.ts';
import type { CommandEnvelope, Item } from '../domain/conversation/items.ts';
import { open } from './durably.ts';
import type { Run } from './run.ts';
import { settleFirst } from './sending.ts';

/** The dispatcher looks several times a second. */
const awaitedForMs = 20_000;
/** Each look needs the database, and so waits for the end of an outage. */
const mostLooks = 3;

/** Looks up what there is to go on with, once per run. False: there is nothing. */
export async function begin(run: Run, look = 1): Promise<boolean> {
  const start = run.queue.map(startOf).find((found) => found !== undefined);
  const asked = run.queue.flatMap((item) =>
    item.kind === 'inbound' ? [item.inbound.eventId] : [],
  );
  const found = await open({
    ...threadOf(run),
    eventIds: asked,
    ...(start ? { start: { conversationId: start.conversationId } } : {}),
    at: Date.now(),
  });
  dropKnown(run, asked, found);
  run.lastSeq = Math.max(run.lastSeq, found.lastSeq);
  if (found.awaits) {
    if (!(await haveCome(run, found.awaits)) && look < mostLooks) return begin(run, look + 1);
    for (const eventId of found.awaits) run.mayRepeat.add(eventId);
  }
  run.state = found.restored;
  run.version = found.version;
  run.opening = found.opening;
  if (found.claim) claimFirst(run, found.claim);
  run.recentCommands = found.recentCommands ?? run.recentCommands;
  run.hasBegun = run.state !== undefined || run.opening !== undefined;
  // A conversation that was lost with its workflow: what its last attempt came to is looked up first.
  if (run.state) settleFirst(run, run.state);
  return run.hasBegun;
}

/** Goes on with what the log says, which is more than this run heard of. False: the conversation is closed. */
export async function catchUp(run: Run): Promise<boolean> {
  const asked = run.queue.flatMap((item) =>
    item.kind === 'inbound' ? [item.inbound.eventId] : [],
  );
  const found = await open({ ...threadOf(run), eventIds: asked, at: Date.now() });
  if (!found.restored) return false;
  dropKnown(run, asked, found);
  run.lastSeq = Math.max(run.lastSeq, found.lastSeq);
  for (const eventId of found.awaits ?? []) run.mayRepeat.add(eventId);
  run.state = found.restored;
  run.version = found.version;
  run.opening = undefined;
  run.recentCommands = found.recentCommands ?? run.recentCommands;
  answerKnown(run, run.recentCommands);
  // A reply among it may have been on its way, if this run was set back to an earlier point.
  if (!run.underWay) settleFirst(run, run.state);
  return true;
}

/** Gives those who wait for these commands their answers, and drops what is in the queue of them. */
export function answerKnown(run: Run, known: Run['recentCommands']): void {
  for (const { id, outcome } of known) run.answers.give(id, outcome);
  const ids = new Set(known.map(({ id }) => id));
  run.queue = run.queue.filter((it) => it.kind !== 'command' || !ids.has(it.envelope.commandId));
}

/** Events of the sweeper that a number says are known: those that are not applied are taken all the same. */
export async function lookUpResent(run: Run, items: readonly Item[]): Promise<void> {
  const doubtful = items.flatMap((item) =>
    item.kind === 'inbound' &&
    run.resent.delete(item.inbound.eventId) &&
    item.inbound.seq <= run.lastSeq
      ? [item.inbound.eventId]
      : [],
  );
  if (doubtful.length === 0) return;
  const found = await open({ ...threadOf(run), eventIds: doubtful, at: Date.now() });
  for (const eventId of found.unapplied) run.mayRepeat.add(eventId);
}

const threadOf = ({ input: { threadId, platform, accountId } }: Run) => ({
  threadId,
  platform,
  accountId,
});

export const startOf = (item: Item): CommandEnvelope | undefined =>
  item.kind === 'command' && item.envelope.command.type === 'start' ? item.envelope : undefined;

function dropKnown(run: Run, asked: readonly number[], found: OpenResult): void {
  const unapplied = new Set(found.unapplied);
  const isAsked = new Set(asked);
  run.queue = run.queue.filter(
    (item) =>
      item.kind !== 'inbound' ||
      !isAsked.has(item.inbound.eventId) ||
      unapplied.has(item.inbound.eventId),
  );
  for (const item of run.queue) {
    if (item.kind === 'inbound' && item.inbound.seq <= found.lastSeq) {
      run.mayRepeat.add(item.inbound.eventId);
    }
  }
}

/** Waits for older events that went down with Temporal's store: they are taken first, unless they take too long. */
const haveCome = (run: Run, older: readonly number[]): Promise<boolean> =>
  wf.condition(() => {
    const waiting = new Set(
      run.queue.map((item) => item.kind === 'inbound' && item.inbound.eventId),
    );
    return older.every((eventId) => waiting.has(eventId));
  }, awaitedForMs);

/** The agent who was free when it opened takes it in the same turn. */
function claimFirst(run: Run, claim: NonNullable<OpenResult['claim']>): void {
  const first = run.queue.findIndex((item) => item.kind === 'inbound');
  const at = Date.now();
  run.queue.splice(first + 1, 0, {
    kind: 'claimed',
    key: `claim:${claim.claimId}`,
    at,
    ...claim,
  });
}
