/** A person as the CRM is told of them: all their identities, and only what somebody has vouched for besides. */
import type { Pool } from 'pg';
import type { PersonFacts } from '../../crm/crm.ts';

export interface Person {
  /** Their customers, the oldest first. */
  members: string[];
  facts: PersonFacts;
  /** Records of CRMs that are said to be theirs: `hubspot:20193`. */
  records: string[];
}

interface Row {
  id: string;
  name: string;
  platform: string;
  handle: string;
  external_id: string;
  language: string | null;
  points: { kind: 'email' | 'phone' | 'crm'; value: string }[];
}

/** Undefined: erased meanwhile. */
export async function personOf(pool: Pool, personKey: string): Promise<Person | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'crm-person',
    text: `select o.id, o.name, o.platform, o.handle, o.external_id, o.language,
                  coalesce((select json_agg(json_build_object('kind', p.kind, 'value', p.value) order by p.created_at, p.id)
                              from contact_points p where p.customer_id = o.id and p.verified_at is not null), '[]') as points
             from customers c join customers o on o.id = c.id or o.person_id = c.person_id
            where c.id = $1 order by o.created_at, o.id`,
    values: [personKey],
  });
  const [first] = rows;
  if (!first) return undefined;
  const language = rows.find((row) => row.language !== null)?.language;
  const points = (kind: string) => [
    ...new Set(
      rows.flatMap((row) => row.points.filter((it) => it.kind === kind)).map((it) => it.value),
    ),
  ];
  return {
    members: rows.map(({ id }) => id),
    records: points('crm'),
    facts: {
      key: first.id,
      name: rows.find(({ name }) => name !== '')?.name ?? first.handle,
      emails: points('email'),
      phones: points('phone'),
      identities: rows.map(({ platform, handle, external_id: externalId }) => ({
        ...{ platform, handle, externalId },
      })),
      ...(language ? { language } : {}),
    },
  };
}
