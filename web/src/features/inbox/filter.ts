/** What a list of conversations shows: read from the address, sent to the API, and asked of what the live stream brings. */
import type { Conversation, PlatformName, Priority, Source, Status } from '../../lib/types.ts';
import type { Query } from '../../lib/api.ts';

export type Sort = 'updatedAt' | 'createdAt' | 'priority' | 'dueAt' | 'waitingSince';
export type SlaState = Conversation['sla']['state'];

/** As `GET /conversations` takes it. */
export interface Filter {
  status?: Status[];
  platform?: PlatformName[];
  accountId?: string;
  customerId?: string;
  /** `me`, `none` or an agent's id. */
  assignedTo?: string;
  teamId?: string;
  priority?: Priority[];
  source?: Source[];
  tag?: string[];
  slaState?: SlaState[];
  language?: string;
  unread?: boolean;
  mentioned?: 'me';
  waiting?: boolean;
  q?: string;
}

export interface Listing {
  filter: Filter;
  sort: Sort;
  order?: 'asc' | 'desc';
}

/** What the address adds to a view. */
export interface InboxSearch {
  q?: string;
  status?: Status[];
  platform?: PlatformName[];
  source?: Source[];
  priority?: Priority[];
  tag?: string[];
  slaState?: SlaState[];
  /** `me`, `none` or an agent's id. */
  assignedTo?: string;
  /** A team's id, or `none`. */
  teamId?: string;
  unread?: boolean;
  waiting?: boolean;
  sort?: Sort;
}

const sorts: readonly Sort[] = ['dueAt', 'updatedAt', 'createdAt', 'priority', 'waitingSince'];

const isOne = /^(me|none|[\da-f-]{36})$/;

/** Whatever stands in the address: what is no filter is left out. */
export function inboxSearchFrom(search: Record<string, unknown>): InboxSearch {
  const list = (name: string) => {
    const value = search[name];
    const values = (Array.isArray(value) ? value : [value]).filter(
      (it): it is string => typeof it === 'string' && it !== '',
    );
    return values.length > 0 ? values : undefined;
  };
  const found: Record<string, unknown> = {};
  if (typeof search['q'] === 'string' && search['q'] !== '') found['q'] = search['q'];
  for (const name of ['status', 'platform', 'source', 'priority', 'tag', 'slaState']) {
    const values = list(name);
    if (values) found[name] = values;
  }
  for (const name of ['assignedTo', 'teamId']) {
    const value = search[name];
    if (typeof value === 'string' && isOne.test(value)) found[name] = value;
  }
  for (const name of ['unread', 'waiting']) {
    if (search[name] === true || search[name] === 'true') found[name] = true;
  }
  const sort = search['sort'];
  if (sorts.some((it) => it === sort)) found['sort'] = sort;
  return found;
}

export const listingOf = (view: Listing, { sort, ...more }: InboxSearch): Listing => ({
  ...view,
  filter: { ...view.filter, ...more },
  ...(sort ? { sort } : {}),
});

export const queryOf = ({ filter, sort, order }: Listing): Query => ({
  ...(filter as Query),
  sort,
  ...(order && { order }),
});

const isIn = <T>(values: readonly T[] | undefined, value: T): boolean =>
  values === undefined || values.includes(value);

/**
 * Does this conversation belong into the list?
 * @returns undefined where only the server can tell (a search, mentions, whose team)
 */
export function matches(filter: Filter, it: Conversation, agentId: string): boolean | undefined {
  // Its survivor stands for it.
  if (it.mergedInto !== undefined) return false;
  const known =
    isIn(filter.status, it.status) &&
    isIn(filter.platform, it.platform) &&
    isIn(filter.priority, it.priority) &&
    isIn(filter.source, it.metadata.source) &&
    isIn(filter.slaState, it.sla.state) &&
    (filter.tag ?? []).every((tag) => it.tags.includes(tag)) &&
    isOf(filter.assignedTo === 'me' ? agentId : filter.assignedTo, it.assignedTo) &&
    (filter.teamId === 'mine' || isOf(filter.teamId, it.teamId)) &&
    (filter.accountId === undefined || filter.accountId === it.accountId) &&
    (filter.customerId === undefined || filter.customerId === it.customerId) &&
    (filter.unread === undefined || it.unread > 0) &&
    (filter.waiting === undefined || it.waitingSince !== undefined) &&
    (filter.language === undefined || filter.language === it.metadata['language']);
  if (!known) return false;
  const isPlain =
    filter.q === undefined && filter.mentioned === undefined && filter.teamId !== 'mine';
  return isPlain ? true : undefined;
}

const isOf = (wanted: string | undefined, value: string | undefined): boolean =>
  wanted === undefined || (wanted === 'none' ? value === undefined : wanted === value);

const ranks: Record<Priority, number> = { low: 0, medium: 1, high: 2, urgent: 3 };

/** As the server sorts: rows without the value come last, ties by id. */
export function compare({
  sort,
  order,
}: Pick<Listing, 'sort' | 'order'>): (a: Conversation, b: Conversation) => number {
  const isAscending =
    (order ?? (sort === 'dueAt' || sort === 'waitingSince' ? 'asc' : 'desc')) === 'asc';
  const last = isAscending ? Infinity : -Infinity;
  const valueOf = (it: Conversation): number => {
    switch (sort) {
      case 'priority':
        return ranks[it.priority];
      case 'dueAt':
        return it.owedBy === undefined ? last : Date.parse(it.owedBy);
      case 'waitingSince':
        return it.waitingSince === undefined ? last : Date.parse(it.waitingSince);
      case 'createdAt':
        return Date.parse(it.createdAt);
      case 'updatedAt':
        return Date.parse(it.updatedAt);
    }
  };
  const sign = isAscending ? 1 : -1;
  return (a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x !== y) return x < y ? -sign : sign;
    return a.id < b.id ? -sign : a.id > b.id ? sign : 0;
  };
}
