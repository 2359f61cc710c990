import { useQuery } from '@tanstack/react-query';
import { fillTemplate } from '../../../../domain/templates.ts';
import { useSession } from '../../app/session.ts';
import { accountsQuery } from '../../lib/desk.ts';
import type { Conversation } from '../../lib/types.ts';

/** Fills in a canned reply for a conversation, as who reads it would send it. While that is not known it stays as it is. */
export function useFilled(conversation: Conversation | undefined): (template: string) => string {
  const { agent } = useSession();
  const accounts = useQuery(accountsQuery).data;
  if (!conversation) return (template) => template;
  const { id, customerName, accountId } = conversation;
  const accountName = accounts?.find((it) => it.id === accountId)?.name;
  return (template) =>
    fillTemplate(template, {
      customerName,
      agentName: agent.name,
      conversationId: id,
      accountName,
    });
}
