/** What the CRMs know of a conversation's customer, as it was last read; nobody is asked. */
import type { Pool } from 'pg';
import { readBuiltinCard } from '../../crm/builtin/index.ts';
import { notFound } from '../../domain/errors.ts';
import type { CrmContactJson, CrmJson, CrmTaskJson } from '../schemas/crm.ts';
import { iso, isoWhere, present } from './present.ts';

interface ContactRow {
  connection: CrmContactJson['connection'];
  status: string;
  problem: string | null;
  personKey: string;
  card: CrmContactJson['card'] | null;
  fetchedAt: Date | null;
  waiting: number;
  /** Of a reading that did not come about. */
  failedSince: Date | null;
  error: string | null;
}

const contactsText = `
  with person as (
    select o.id, o.created_at from conversations c join customers cu on cu.id = c.customer_id
      join customers o on o.id = cu.id or o.person_id = cu.person_id where c.id = $1),
  taking as (
    select n.* from crm_connections n
     where n.status <> 'paused'
       and (n.kind <> 'builtin' or not exists (select from crm_connections o where o.kind <> 'builtin' and o.status <> 'paused'))),
  owned as (
    select distinct on (t.kind) t.*, k.card, k.fetched_at
      from taking t left join lateral (
        select * from crm_contacts k where k.kind = t.kind and k.person_key in (select id from person)
         order by k.created_at, k.id limit 1) k on true
     where coalesce(k.connection_id, t.id) = t.id
     order by t.kind, t.created_at, t.id)
  select json_build_object('id', o.id, 'kind', o.kind, 'name', o.name) as connection, o.status, o.problem, o.card,
         (select id from person order by created_at, id limit 1) as "personKey",
         o.fetched_at as "fetchedAt", tasks.waiting, tasks."failedSince", tasks.error
    from owned o cross join lateral (
      select count(*)::int as waiting, min(t.created_at) filter (where t.last_error is not null) as "failedSince",
             (array_agg(t.last_error order by t.seq) filter (where t.last_error is not null))[1] as error
        from crm_tasks t
       where t.connection_id = o.id and t.state = 'waiting' and t.person_key in (select id from person)) tasks
   order by o.created_at, o.id`;

/** Whether the caller may see the conversation has been asked before. */
export async function readCrm(pool: Pool, conversationId: string): Promise<CrmJson> {
  const values = [conversationId];
  const [contacts, cases] = await Promise.all([
    pool.query<ContactRow>({ name: 'read-crm-contacts', text: contactsText, values }),
    pool.query<TaskRow>({
      name: 'read-crm-cases',
      text: `${taskText('t.conversation_id = $1')} limit 50`,
      values,
    }),
  ]);
  const rows = await Promise.all(contacts.rows.map((row) => withOwnCard(pool, row)));
  return { contacts: rows.map(toContact), cases: cases.rows.map(toTask) };
}

/** The built-in one is read where it is kept. */
async function withOwnCard(pool: Pool, row: ContactRow): Promise<ContactRow> {
  if (row.connection.kind !== 'builtin') return row;
  const card = (await readBuiltinCard(pool, row.personKey)) ?? null;
  return { ...row, card, fetchedAt: new Date() };
}

function toContact(row: ContactRow): CrmContactJson {
  const { connection, card, fetchedAt, waiting, failedSince } = row;
  const error = row.status === 'needs_attention' ? (row.problem ?? row.error) : row.error;
  const isAway = row.status === 'needs_attention' || failedSince !== null;
  return {
    connection,
    state: stateOf(card !== null, isAway, waiting > 0),
    ...(card && { card: shown(card) }),
    ...(card && isoWhere('asOf', fetchedAt)),
    ...(card && isAway && isoWhere('staleSince', fetchedAt)),
    ...(isAway && present('error', error)),
    waiting,
  };
}

function stateOf(hasCard: boolean, isAway: boolean, isWaiting: boolean): CrmContactJson['state'] {
  if (isAway) return hasCard ? 'stale' : 'unavailable';
  if (hasCard) return 'ready';
  return isWaiting ? 'reading' : 'none';
}

/** Its fields are shown where the desk has them. */
function shown(card: NonNullable<CrmContactJson['card']>): NonNullable<CrmContactJson['card']> {
  const { externalId, url, name, company, tier, owner, deals, cases } = card;
  return {
    externalId,
    ...present('url', url),
    ...present('name', name),
    ...present('company', company),
    ...present('tier', tier),
    ...present('owner', owner),
    ...{ deals, cases },
  };
}

interface TaskRow {
  id: string;
  connectionId: string;
  state: CrmTaskJson['state'];
  payload: { title: string; priority: CrmTaskJson['priority'] };
  externalId: string | null;
  url: string | null;
  error: string | null;
  createdAt: Date;
}

const taskText = (where: string) =>
  `select t.id, t.connection_id as "connectionId", t.state, t.payload, t.external_id as "externalId", t.url, t.last_error as error,
          t.created_at as "createdAt"
     from crm_tasks t where t.kind = 'case' and ${where} order by t.seq desc`;

/** @throws CareError not_found */
export async function readCaseTask(
  pool: Pool,
  connectionId: string,
  key: string,
): Promise<CrmTaskJson> {
  const { rows } = await pool.query<TaskRow>({
    name: 'read-crm-case',
    text: taskText('t.connection_id = $1 and t.key = $2'),
    values: [connectionId, key],
  });
  const [row] = rows;
  if (!row) throw notFound('case');
  return toTask(row);
}

const toTask = ({ payload, externalId, url, error, createdAt, ...row }: TaskRow): CrmTaskJson => ({
  ...row,
  ...{ title: payload.title, priority: payload.priority },
  ...present('externalId', externalId),
  ...(url?.startsWith('https://') && { url }),
  ...present('error', error),
  createdAt: iso(createdAt),
});
