/** Prisma's schema engine as WebAssembly, on a database of ours. */
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlResultSet } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

/**
 * Opens the engine for as long as `work` runs. Its connections are ours: it never closes those it opened itself, and holds its
 * own lock on them.
 */
export async function withEngine<T>(
  databaseUrl: string,
  schema: { path: string; content: string },
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const pool = new Pool({ connectionString: databaseUrl, application_name: 'careline-migrate' });
  const connect = async () => {
    const adapter = await new PrismaPg(pool).connect();
    // Its own way parts the script at every semicolon, those in comments and functions too. Sent as one, PostgreSQL
    // reads it and runs all or nothing of it.
    adapter.executeScript = async (script: string) => {
      await pool.query(script);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => unmark(await queryRaw(query));
    return adapter;
  };
  const engine = await SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory({
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect,
      connectToShadowDb: connect,
    }),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/** Marks a column of type "char" on its way through the adapter, which does not know the type and would refuse it. */
const charMark = ' ::char';

/** The numbers of PostgreSQL's types "char" and text. */
const charType = 18;
const textType = 25;

class Pool extends pg.Pool {
  override query = (async (...args: Parameters<pg.Pool['query']>) => {
    // The overload that TypeScript picks here takes a callback; the engine's adapter never passes one.
    const answer = super.query(...args) as unknown as Promise<pg.QueryResult | pg.QueryResult[]>;
    const result = await answer;
    for (const field of [result].flat().flatMap((it) => it.fields)) {
      if (field.dataTypeID !== charType) continue;
      field.dataTypeID = textType;
      field.name += charMark;
    }
    return result;
  }) as unknown as pg.Pool['query'];
}

/** The engine reads such columns from PostgreSQL's catalogue, and insists on their type. */
function unmark(result: SqlResultSet): SqlResultSet {
  const isChar = result.columnNames.map((name) => name.endsWith(charMark));
  return {
    ...result,
    columnNames: result.columnNames.map((name) => name.replace(charMark, '')),
    columnTypes: result.columnTypes.map((type, index) =>
      isChar[index] ? ColumnTypeEnum.Character : type,
    ),
  };
}
