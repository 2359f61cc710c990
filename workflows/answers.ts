/** Agents who wait for what becomes of their commands. */
import * as wf from '@temporalio/workflow';
import type { CommandOutcome, Item } from '../domain/conversation/items.ts';

interface Waiter {
  commandId: string;
  answer: (outcome: CommandOutcome) => void;
}

export class Answers {
  readonly #waiters: Waiter[] = [];
  /** How long the history was when one was last answered: the same throughout one workflow task. */
  #answeredAt: number | undefined;

  get areAllGiven(): boolean {
    return this.#waiters.length === 0 && wf.allHandlersFinished();
  }

  /** Resolves with what `give` is told about this command. */
  wait(commandId: string): Promise<CommandOutcome> {
    return new Promise((answer) => this.#waiters.push({ commandId, answer }));
  }

  give(commandId: string, outcome: CommandOutcome): void {
    for (const waiter of this.#waiters.filter((candidate) => candidate.commandId === commandId)) {
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      waiter.answer(outcome);
      this.noteGiven();
    }
  }

  giveAll(items: readonly Item[], outcome: CommandOutcome): void {
    for (const item of items) {
      if (item.kind === 'command') this.give(item.envelope.commandId, outcome);
    }
  }

  noteGiven(): void {
    this.#answeredAt = wf.workflowInfo().historyLength;
  }

  /** An answer given in the task that ends the run may not reach its caller (temporalio/temporal#6375). */
  get isOneOnItsWay(): boolean {
    return this.#answeredAt === wf.workflowInfo().historyLength;
  }

  /** Until every answer has reached who asked, so that the run may end. */
  async settle(): Promise<void> {
    await wf.condition(wf.allHandlersFinished);
    if (this.isOneOnItsWay) await wf.sleep(1);
  }
}
