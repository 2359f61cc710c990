/** For ILIKE: the words as they stand, whose own signs mean themselves. */
export const likeOf = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`;
