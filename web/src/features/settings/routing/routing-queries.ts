import { queryOptions } from '@tanstack/react-query';
import { get, type Page } from '../../../lib/api.ts';
import type { Priority, Source } from '../../../lib/types.ts';
import type { Skill } from '../skills-editor.tsx';

export interface Rule {
  id: string;
  position: number;
  name: string;
  accountId?: string;
  source?: Source;
  language?: string;
  tags: string[];
  teamId?: string;
  skills: Skill[];
  slaPolicyId?: string;
  priority?: Priority;
}

/** A rule as it is written: what is not asked for is null. */
export interface RuleDraft {
  id?: string;
  name: string;
  accountId: string | null;
  source: Source | null;
  language: string | null;
  tags: string[];
  teamId: string | null;
  skills: Skill[];
  slaPolicyId: string | null;
  priority: Priority | null;
}

export const rulesQuery = queryOptions({
  queryKey: ['routing-rules'],
  queryFn: async ({ signal }) => (await get<Page<Rule>>('/routing-rules', {}, signal)).data,
});

export const draftOf = (rule: Rule): RuleDraft => ({
  id: rule.id,
  name: rule.name,
  accountId: rule.accountId ?? null,
  source: rule.source ?? null,
  language: rule.language ?? null,
  tags: rule.tags,
  teamId: rule.teamId ?? null,
  skills: rule.skills,
  slaPolicyId: rule.slaPolicyId ?? null,
  priority: rule.priority ?? null,
});

export const emptyRule: RuleDraft = {
  name: '',
  accountId: null,
  source: null,
  language: null,
  tags: [],
  teamId: null,
  skills: [],
  slaPolicyId: null,
  priority: null,
};
