export const at = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Reasons are codes or words of people: both read well behind a colon. */
export const because = (why: string | undefined): string =>
  why === undefined || why === '' ? '' : `: ${why.replaceAll('_', ' ')}`;
