/** What somebody should know of: the bell, and, where they said yes, the machine's own notices. */
import { queryOptions } from '@tanstack/react-query';
import { appearance } from '../../app/appearance.ts';
import { get, type Page } from '../../lib/api.ts';
import { textNow, type TextKey } from '../../lib/text.ts';

export interface Notice {
  id: string;
  kind: string;
  conversationId?: string;
  data: Record<string, unknown>;
  createdAt: string;
  readAt?: string;
}

export const noticesQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => get<Page<Notice>>('/notifications', { limit: 50 }, signal),
  staleTime: 60_000,
});

/** Said by the machine where nobody looks at the page. */
export function heardNotification(notice: unknown): void {
  if (!appearance.get().notifies || document.visibilityState === 'visible') return;
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  // No words of a customer's: the notice may be seen by anybody near the machine.
  new Notification('Careline', { body: titleOf(notice as Notice), tag: (notice as Notice).id });
}

const known: Record<string, TextKey> = {
  mentioned: 'noticeMention',
  assigned: 'noticeAssigned',
  sla_warning: 'noticeWarning',
  sla_breached: 'noticeBreach',
  reply_failed: 'noticeFailed',
  reply_unknown: 'noticeUnknown',
  reply_held: 'noticeHeld',
  crm_needs_attention: 'noticeCrm',
};

export const titleOf = ({ kind, data: { name } }: Notice): string => {
  const key = known[kind];
  if (!key) return kind.replaceAll('_', ' ');
  return textNow(key, typeof name === 'string' ? { name } : {});
};

/** What is seen to in the settings, and where. */
const sections: Record<string, string> = {
  account_needs_attention: 'accounts',
  account_token_expires: 'accounts',
  crm_needs_attention: 'crm',
};

export const sectionOf = ({ kind }: Notice): string | undefined => sections[kind];
