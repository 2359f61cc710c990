/** Whether the CRM is told of a conversation that was resolved so: not of what nobody wanted, or what is told elsewhere. */
const untold: ReadonlySet<string> = new Set(['spam', 'duplicate', 'nothing_to_answer']);

export const isToldToCrm = (reason: unknown): boolean =>
  typeof reason !== 'string' || !untold.has(reason);
