/** How work is given out among those who may have it (domain/matching.ts). */
export const strategies = ['round-robin', 'load-balanced', 'skill-based'] as const;
