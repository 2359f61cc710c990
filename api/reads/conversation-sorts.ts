/** What a list of conversations can be sorted by, and which end comes first; rows without the value come last. */
export const sorts = {
  updatedAt: { value: 'c.updated_at', type: 'timestamptz', order: 'desc' },
  createdAt: { value: 'c.created_at', type: 'timestamptz', order: 'desc' },
  priority: { value: 'c.priority_rank', type: 'int', order: 'desc' },
  dueAt: { value: 'c.owed_by', type: 'timestamptz', order: 'asc', mayLack: true },
  waitingSince: { value: 'c.waiting_since', type: 'timestamptz', order: 'asc', mayLack: true },
} as const;

export type ConversationSort = keyof typeof sorts;
export const conversationSorts = Object.keys(sorts) as [ConversationSort, ...ConversationSort[]];
