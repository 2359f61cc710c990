/**
 * One run per conversation: it opens with the first message and ends when closed. Handlers only check and queue; the
 * loop decides by the pure rules of domain/conversation, records, and lets attempts to send go on beside it.
 */
import './stack-traces.ts';
import * as wf from '@temporalio/workflow';
import type { CommandOutcome } from '../domain/conversation/items.ts';
import { isOver } from '../domain/conversation/opening.ts';
import { begin, catchUp, startOf } from './beginning.ts';
import type { Carried, ConversationInput } from './contract.ts';
import { setHandlers } from './handlers.ts';
import { beginRun, nextWakeAt, type Run } from './run.ts';
import { toTell } from './search-attributes.ts';
import { deliverFirst, isAttemptDue } from './sending.ts';
import { summaryOf, tell } from './telling.ts';
import { turn } from './turn.ts';

export async function conversation(input: ConversationInput): Promise<void> {
  const run = beginRun(input);
  setHandlers(run);
  if (run.state) {
    run.told = toTell(run.state, undefined);
    run.timer.arm(nextWakeAt(run), summaryOf(run.state));
  }
  const nudge = nudger();
  for (;;) {
    if (!run.hasBegun && (await opened(run)) === 'nothing to do') return;
    await wf.condition(
      () =>
        run.queue.length > 0 ||
        run.isWoken ||
        run.timer.takeFired() ||
        isAttemptDue(run) ||
        (isReady(run) && wantsNewRun(run)),
    );
    const looksAgain = run.isWoken && wf.patched('looks when woken');
    run.isWoken = false;
    if (looksAgain && !(await catchUp(run))) return end(run);
    if (looksAgain || run.queue.length > 0 || isTimeUp(run)) {
      if ((await turn(run)) === 'closed before') {
        return run.queue.length > 0 ? nextConversation(run) : end(run);
      }
    } else if (run.state) run.timer.arm(nextWakeAt(run), summaryOf(run.state));
    if (run.state && isOver(run.state)) return end(run);
    // Where the end of the run has to wait (for a lost answer, for agents who go on asking), replies do not.
    if (wantsNewRun(run) && run.answers.isOneOnItsWay) nudge();
    if (wantsNewRun(run) && isReady(run)) await carryOn(run, run);
    else if (run.state && isAttemptDue(run)) deliverFirst(run, run.state);
  }
}

/** Waits for what begins the run, and looks up what it goes on with. */
async function opened(run: Run): Promise<'goes on' | 'nothing to do'> {
  for (;;) {
    await wf.condition(() => run.queue.length > 0 || run.isWoken);
    if (await begin(run)) break;
    run.answers.giveAll(run.queue, closedRefusal);
    await run.answers.settle();
    if (!run.queue.some((item) => item.kind === 'inbound' || startOf(item))) return 'nothing to do';
  }
  run.isWoken = false;
  // Restored, and nothing came that a turn would be taken for.
  if (run.state && run.queue.length === 0) {
    run.timer.arm(nextWakeAt(run), summaryOf(run.state));
    tell(run, run.state);
  }
  return 'goes on';
}

/** The conversation is closed. What came while it was being closed begins the next one. */
async function end(run: Run): Promise<void> {
  await wf.condition(() => !run.underWay);
  await run.answers.settle();
  if (run.queue.some((item) => item.kind === 'inbound' || item.kind === 'command')) {
    await nextConversation(run);
  }
}

async function nextConversation(run: Run): Promise<void> {
  run.answers.giveAll(run.queue, closedRefusal);
  await run.answers.settle();
  const queue = run.queue.filter((item) => item.kind === 'inbound');
  await carryOn(run, { lastSeq: run.lastSeq, queue, recentCommands: [] });
}

async function carryOn(
  { input }: Run,
  {
    state,
    version,
    lastSeq,
    queue,
    recentCommands,
  }: Pick<Run, 'lastSeq' | 'queue' | 'recentCommands'> & Partial<Pick<Run, 'state' | 'version'>>,
): Promise<void> {
  const { carried: _, ...same } = input;
  const carried: Carried = {
    ...(state ? { conversation: state } : {}),
    ...(version === undefined ? {} : { version }),
    ...{ lastSeq, queue, recentCommands },
  };
  await wf.continueAsNew<typeof conversation>({ ...same, carried });
}

const isTimeUp = (run: Run): boolean => {
  const at = nextWakeAt(run);
  return at !== undefined && at <= Date.now();
};

const wantsNewRun = ({ itemsInRun, input }: Run): boolean =>
  itemsInRun >= input.maxItems || wf.workflowInfo().continueAsNewSuggested;

/** Nothing under way that would be cut off by the end of this run. */
const isReady = ({ state, underWay, checks, queue, answers }: Run): boolean =>
  state !== undefined &&
  !underWay &&
  checks.length === 0 &&
  !queue.some((item) => item.kind === 'command') &&
  !answers.isOneOnItsWay &&
  answers.areAllGiven;

/** Sees to it that there is another task, in which the run can end. Meanwhile things go on: a timer takes its time. */
function nudger(): () => void {
  let isNudged = false;
  return () => {
    if (isNudged) return;
    isNudged = true;
    void wf.sleep(1).then(() => {
      isNudged = false;
    });
  };
}

const closedRefusal: CommandOutcome = {
  status: 'refused',
  refusal: {
    code: 'conversation_closed',
    message: 'The conversation is closed; start a new one.',
  },
};
