/** The connections with what they need opened, each with one adapter as long as it stays the same: adapters keep tokens. */
import type { Pool } from 'pg';
import { isSealedAfresh, open, seal, SealError } from '../runtime/secrets.ts';
import type { Crm, CrmKind } from './crm.ts';
import type { Kits } from './kits.ts';

export interface Connected {
  id: string;
  kind: CrmKind;
  name: string;
  /** active | paused | needs_attention */
  status: string;
  /** What is exchanged: the desk's key of a customer field, or `email`, `phone` → the CRM's name of it. */
  fields: Record<string, string>;
  crm: Crm;
}

export interface Connections {
  /** Undefined: it is not there, or of a kind that this release does not know. */
  byId(id: string): Promise<Connected | undefined>;
}

interface Row {
  id: string;
  kind: CrmKind;
  name: string;
  base_url: string | null;
  secrets: string;
  status: string;
  fields: Record<string, string>;
  version: number;
}

export function createConnections({
  pool,
  secretKeys,
  kits,
}: {
  pool: Pool;
  secretKeys: readonly Buffer[];
  kits: Kits;
}): Connections {
  const adapters = new Map<string, { version: number; crm: Crm }>();

  const adapterOf = (row: Row): Crm | undefined => {
    const known = adapters.get(row.id);
    if (known?.version === row.version) return known.crm;
    const kit = kits[row.kind];
    if (!kit) return undefined;
    const crm = kit.create({
      id: row.id,
      ...(row.base_url !== null && { baseUrl: row.base_url }),
      credentials: credentialsOf(secretKeys, row.secrets),
      fields: Object.values(row.fields),
      keepCredentials: (changed) => keepCredentials(pool, secretKeys, row.id, changed),
    });
    adapters.set(row.id, { version: row.version, crm });
    return crm;
  };

  return {
    async byId(id) {
      const { rows } = await pool.query<Row>({
        name: 'crm-connection',
        text: 'select id, kind, name, base_url, secrets, status, fields, version from crm_connections where id = $1',
        values: [id],
      });
      const [row] = rows;
      const crm = row && adapterOf(row);
      if (!crm) return undefined;
      const { kind, name, status, fields } = row;
      return { id, kind, name, status, fields, crm };
    },
  };
}

/** Sealed with a key that is gone: the CRM says what it lacks. */
export function credentialsOf(keys: readonly Buffer[], sealed: string): Record<string, string> {
  try {
    return sealed === '' ? {} : open<Record<string, string>>(keys, sealed);
  } catch (error) {
    if (error instanceof SealError) return {};
    throw error;
  }
}

/** The version stays: what runs with them goes on. */
async function keepCredentials(
  pool: Pool,
  keys: readonly Buffer[],
  id: string,
  changed: Record<string, string>,
): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    const { rows } = await pool.query<{ secrets: string }>(
      'select secrets from crm_connections where id = $1',
      [id],
    );
    const before = rows[0]?.secrets;
    if (before === undefined) return;
    const after = seal(keys, { ...credentialsOf(keys, before), ...changed });
    const { rowCount } = await pool.query(
      'update crm_connections set secrets = $3 where id = $1 and secrets = $2',
      [id, before, after],
    );
    if (rowCount === 1) return;
  }
}

/** Seals anew what an older key sealed, so that the older one can be dropped. */
export async function resealConnections(pool: Pool, keys: readonly Buffer[]): Promise<void> {
  const { rows } = await pool.query<{ id: string; secrets: string }>(
    `select id, secrets from crm_connections where secrets <> ''`,
  );
  for (const { id, secrets } of rows) {
    if (!isSealedAfresh(keys, secrets)) await keepCredentials(pool, keys, id, {});
  }
}
