/** Who may do what: the one table. A role may do what the roles below it may. */
export const roles = ['viewer', 'agent', 'supervisor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The least role that may. */
export const permissions = {
  'conversations.read': 'viewer',
  'conversations.work': 'agent',
  'customers.read': 'viewer',
  /** Notes about customers, and what the desk keeps of them. */
  'customers.work': 'agent',
  /** A colleague's note. */
  'customers.notes.any': 'supervisor',
  /** Which fields customers have. */
  'customers.fields': 'admin',
  /** Vouching for a customer's address or number, which links identities. */
  'customers.verify': 'supervisor',
  /** All that the desk has of a person, as a file. */
  'customers.export': 'supervisor',
  /** For good. */
  'customers.erase': 'admin',
  'desk.read': 'viewer',
  'sla.preview': 'viewer',
  'notifications.own': 'viewer',
  'views.own': 'viewer',
  /** Views that everybody sees. */
  'views.share': 'supervisor',
  'sessions.own': 'viewer',
  'presence.own': 'agent',
  /** Sending although the conversation went on meanwhile. */
  'replies.force': 'supervisor',
  /** What everybody has written for later. */
  'replies.seeScheduled': 'supervisor',
  /** Hiding or deleting what others said in public, and blocking them. */
  'public.moderate': 'supervisor',
  /** Canned replies, macros and the catalogue of tags. */
  'library.manage': 'supervisor',
  /** Articles, with their drafts, and what no article answers. */
  'knowledge.read': 'agent',
  'knowledge.write': 'supervisor',
  /** With all its versions; to archive is enough for most. */
  'knowledge.delete': 'admin',
  /** One action on many conversations. */
  'conversations.bulk': 'supervisor',
  'reports.read': 'supervisor',
  /** Personal data that leaves the desk as a file. */
  'conversations.export': 'supervisor',
  'agents.manage': 'supervisor',
  'presence.any': 'supervisor',
  'inbox.manage': 'supervisor',
  'audit.read': 'supervisor',
  'accounts.read': 'supervisor',
  'settings.manage': 'admin',
  'teams.manage': 'admin',
  'accounts.manage': 'admin',
  'crm.manage': 'admin',
  'policies.manage': 'admin',
  'routing.manage': 'admin',
  'tokens.manage': 'admin',
  /** Links by which others set their password: who makes one can be them. */
  'people.invite': 'admin',
  'sessions.any': 'admin',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof permissions;

export const rankOf = (role: Role): number => roles.indexOf(role);

export const may = (role: Role, permission: Permission): boolean =>
  rankOf(role) >= rankOf(permissions[permission]);

export const permissionsOf = (role: Role): Permission[] =>
  (Object.keys(permissions) as Permission[]).filter((permission) => may(role, permission));

export const rolesThatMay = (permission: Permission): Role[] =>
  roles.filter((role) => may(role, permission));

/** A token bound to an agent can do no more than that agent. */
export const lesser = (a: Role, b: Role): Role => (rankOf(a) < rankOf(b) ? a : b);

export const isRole = (value: string): value is Role => roles.some((role) => role === value);
