/** So long until a parked event is looked at again, ms: a send is mostly answered by then. */
const lookAgainMs = 250;

/**
 * Events that came before what they belong to, by id, and until when they are left alone. Each dispatcher keeps its own list:
 * what one does not know of, it finds out by looking.
 */
export class Parking {
  readonly #until = new Map<number, number>();

  park(eventId: number, now: number = Date.now()): void {
    this.#until.set(eventId, now + lookAgainMs);
  }

  /** Those that are not to be looked at yet. */
  ids(now: number = Date.now()): number[] {
    for (const [id, until] of this.#until) if (until <= now) this.#until.delete(id);
    return [...this.#until.keys()];
  }
}
