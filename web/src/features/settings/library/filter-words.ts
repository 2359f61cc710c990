import { nameOf, titles, useAccounts, useAgents, useTeams } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Filter } from '../../inbox/filter.ts';

/** What a list shows, as a line of words. */
export function useFilterWords(): (filter: Filter) => string {
  const t = useText();
  const agents = useAgents();
  const teams = useTeams();
  const accounts = useAccounts();
  return (it) => {
    const parts = [
      it.q === undefined ? '' : `“${it.q}”`,
      (it.status ?? []).map((status) => t(`status_${status}`)).join('/'),
      (it.platform ?? []).map((platform) => titles[platform]).join('/'),
      (it.source ?? []).map((source) => t(`source_${source}`)).join('/'),
      (it.priority ?? [])
        .map((priority) => t('priorityIs', { priority: t(`priority_${priority}`) }))
        .join('/'),
      (it.slaState ?? [])
        .filter((state) => state !== 'none')
        .map((state) => t(`sla_${state}`))
        .join('/'),
      it.assignedTo === undefined
        ? ''
        : it.assignedTo === 'me'
          ? t('view_mine')
          : it.assignedTo === 'none'
            ? t('nobody')
            : (nameOf(agents, it.assignedTo) ?? t('someone')),
      it.teamId === undefined
        ? ''
        : it.teamId === 'mine'
          ? t('view_team')
          : it.teamId === 'none'
            ? t('noTeam')
            : t('teamNamed', { name: nameOf(teams, it.teamId) ?? t('someone') }),
      it.accountId === undefined ? '' : (nameOf(accounts, it.accountId) ?? t('someone')),
      it.tag === undefined ? '' : t('taggedWith', { tags: it.tag.join(', ') }),
      it.language ?? '',
      it.unread === true ? t('unread') : '',
      it.mentioned ? t('view_mentions') : '',
      it.waiting === true ? t('queue') : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? t('everything') : parts.join(', ');
  };
}
