/** What supervisors can search conversations by in Temporal's UI: name and type, as its namespace must know them. */
export const searchAttributes = {
  CarelinePlatform: 'Keyword',
  CarelineStatus: 'Keyword',
  CarelinePriority: 'Keyword',
  CarelineAssignee: 'Keyword',
  CarelineNextDeadline: 'Datetime',
} as const;
