import { may, type Permission, type Role } from '../permissions.ts';

/**
 * What there is to hear of, and what it takes. What people change outside conversations is named as the audit names it,
 * `<topic>.<what>`; a topic that is not here is told to nobody.
 */
export const topics = {
  conversation: 'conversations.read',
  presence: 'conversations.read',
  online: 'desk.read',
  notification: 'notifications.own',
  agent: 'desk.read',
  team: 'desk.read',
  settings: 'desk.read',
  account: 'desk.read',
  answer_policy: 'accounts.read',
  sla_policy: 'desk.read',
  routing_rule: 'desk.read',
  canned_reply: 'desk.read',
  macro: 'desk.read',
  knowledge: 'knowledge.read',
  tag: 'desk.read',
  view: 'desk.read',
  customer: 'customers.read',
  customer_field: 'desk.read',
  crm_connection: 'crm.manage',
  data_export: 'customers.export',
  erasure: 'customers.erase',
  dead_letter: 'inbox.manage',
  token: 'tokens.manage',
} as const satisfies Record<string, Permission>;

export const topicOf = (kind: string): string => kind.split('.')[0] ?? '';

export const mayHear = (role: Role, kind: string): boolean => {
  const topic = topicOf(kind);
  return Object.hasOwn(topics, topic) && may(role, topics[topic as keyof typeof topics]);
};
