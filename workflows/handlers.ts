/** What comes in from outside. Handlers only check and queue: the loop decides. */
import * as wf from '@temporalio/workflow';
import { refusalOf } from '../domain/conversation/commands.ts';
import type { CommandEnvelope } from '../domain/conversation/items.ts';
import * as contract from './contract.ts';
import { nextWakeAt, type Run } from './run.ts';

export function setHandlers(run: Run): void {
  wf.setHandler(contract.inboundSignal, ({ items, isResent }) => {
    for (const inbound of items) {
      if (isResent) run.resent.add(inbound.eventId);
      run.queue.push({
        kind: 'inbound',
        key: `inbox:${inbound.eventId}`,
        at: inbound.at,
        inbound,
      });
    }
  });
  wf.setHandler(contract.claimedSignal, (claim) => {
    run.queue.push({ kind: 'claimed', key: `claim:${claim.claimId}`, ...claim });
  });
  wf.setHandler(contract.agentGoneSignal, ({ agentId, at }) => {
    run.queue.push({ kind: 'agent_gone', key: `gone:${agentId}:${at}`, at, agentId });
  });
  wf.setHandler(contract.relaxSignal, ({ to, at }) => {
    run.queue.push({ kind: 'relax', key: `relax:${to}:${at}`, at, to });
  });
  wf.setHandler(contract.wakeSignal, () => {
    run.isWoken = true;
  });
  // A message of a newer release: counted by the log, not wedged.
  wf.setDefaultSignalHandler((name) => {
    wf.log.warn('a signal of an unknown name was ignored', { name });
  });
  wf.setHandler(contract.currentQuery, () => liveState(run));
  wf.setHandler(
    contract.commandUpdate,
    async (envelope) => {
      const known = run.recentCommands.find(({ id }) => id === envelope.commandId);
      if (known) {
        run.answers.noteGiven();
        return known.outcome;
      }
      const answer = run.answers.wait(envelope.commandId);
      run.queue.push({
        kind: 'command',
        key: `command:${envelope.commandId}`,
        at: envelope.at,
        envelope,
      });
      return answer;
    },
    {
      validator: (envelope: CommandEnvelope) => {
        refuseNow(run, envelope);
      },
    },
  );
}

function liveState(run: Run): contract.LiveState {
  return {
    ...(run.state ? { conversation: run.state } : {}),
    ...(run.version === undefined ? {} : { version: run.version }),
    lastSeq: run.lastSeq,
    queued: run.queue.length,
    ...(run.underWay ? { attemptUnderWay: run.underWay } : {}),
    ...withInstant('nextWakeAt', nextWakeAt(run)),
    ...withInstant('timerAt', run.timer.at),
    itemsInRun: run.itemsInRun,
    historyLength: wf.workflowInfo().historyLength,
  };
}

const withInstant = <K extends string>(key: K, at: number | undefined) =>
  (at === undefined ? {} : { [key]: at }) as Partial<Record<K, number>>;

/** Refuses without a trace in the history what is refused already now; the loop asks again when its turn comes. */
function refuseNow({ state, recentCommands, underWay }: Run, envelope: CommandEnvelope): void {
  if (!state || recentCommands.some(({ id }) => id === envelope.commandId)) return;
  const refusal = refusalOf(state, envelope, underWay?.messageId);
  if (!refusal) return;
  throw wf.ApplicationFailure.create({
    type: contract.refusedType,
    message: refusal.message,
    nonRetryable: true,
    details: [refusal],
  });
}
