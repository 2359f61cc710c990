/** What the address of the assistant's report says. */
export const spans = ['today', 'week', 'month'] as const;
export type SpanName = (typeof spans)[number];

export interface AssistReportSearch {
  /** Absent: the week. */
  span?: Exclude<SpanName, 'week'>;
}

/** Whatever stands in the address: what means nothing is left out. */
export const assistReportSearchFrom = ({ span }: Record<string, unknown>): AssistReportSearch =>
  span === 'today' || span === 'month' ? { span } : {};
