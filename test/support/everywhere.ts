/** Looks for a text in every column of every table, and in bytes as they are: by other means than the desk's own search. */
import type { Pool } from 'pg';

interface Column {
  table: string;
  column: string;
  isBytes: boolean;
}

/** Where it is, as `table.column`. */
export async function tablesWith(pool: Pool, ...texts: string[]): Promise<string[]> {
  const { rows } = await pool.query<Column>(
    `select cls.relname as table, att.attname as column, att.atttypid = 'bytea'::regtype as "isBytes"
       from pg_class cls join pg_attribute att on att.attrelid = cls.oid
      where cls.relkind in ('r', 'p', 'm') and cls.relnamespace = 'public'::regnamespace
        and att.attnum > 0 and not att.attisdropped order by 1, 2`,
  );
  const found: string[] = [];
  for (const { table, column, isBytes } of rows) {
    const holds = isBytes
      ? `position(convert_to(wanted, 'UTF8') in "${column}") > 0`
      : `position(lower(wanted) in lower("${column}"::text)) > 0`;
    const { rowCount } = await pool.query(
      `select from "${table}", unnest($1::text[]) wanted where ${holds} limit 1`,
      [texts],
    );
    if (rowCount) found.push(`${table}.${column}`);
  }
  return found;
}
