import { useQuery } from '@tanstack/react-query';
import { nameOf, titles, useAccounts, useTeams } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { policiesQuery } from '../policy-queries.ts';
import { skillWords, type Skill } from '../skills-editor.tsx';
import type { Priority } from '../../../lib/types.ts';
import type { Rule } from './routing-queries.ts';

interface Route {
  teamId?: string;
  skills: Skill[];
  priority?: Priority;
  slaPolicyId?: string;
}

/** Rules and routes as sentences, with names for ids. */
export function useRuleWords() {
  const t = useText();
  const locale = useLocale();
  const teams = useTeams();
  const accounts = useAccounts();
  const policies = useQuery(policiesQuery).data ?? [];
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  return {
    when({ accountId, source, language, tags }: Rule): string {
      const account = accounts.find(({ id }) => id === accountId);
      const parts = [
        account ? `${account.name} (${titles[account.platform]})` : '',
        source ? t(`source_${source}`) : '',
        language ? named(languages, language) : '',
        tags.length > 0 ? t('taggedWith', { tags: tags.join(', ') }) : '',
      ].filter(Boolean);
      return parts.length > 0 ? parts.join(', ') : t('everything');
    },
    then({ teamId, skills, priority, slaPolicyId }: Route): string {
      const parts = [
        teamId ? t('teamNamed', { name: nameOf(teams, teamId) ?? t('someone') }) : '',
        skills.length > 0 ? t('needs', { skills: skillWords(skills) }) : '',
        priority ? t('priorityIs', { priority: t(`priority_${priority}`) }) : '',
        slaPolicyId
          ? t('policyNamed', { name: nameOf(policies, slaPolicyId) ?? t('someone') })
          : '',
      ].filter(Boolean);
      return parts.length > 0 ? parts.join(', ') : t('byDefaults');
    },
  };
}

function named(names: Intl.DisplayNames, language: string): string {
  try {
    return names.of(language) ?? language;
  } catch {
    return language;
  }
}
