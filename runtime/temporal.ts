/** Temporal as clients reach it, and what its namespace must know. Workers connect by `worker-connection.ts`. */
import { Client, Connection } from '@temporalio/client';
import type { Config } from './config.ts';
import { searchAttributes } from './search-attributes.ts';

type Temporal = Config['temporal'];

/** A client that connects at its first call, so that the api starts while Temporal is down. Close its `connection`. */
export function createTemporalClient(temporal: Temporal): Client {
  const { address, tls, apiKey, metadata } = temporal.connection;
  const connection = Connection.lazy({
    ...(address && { address }),
    ...(tls !== undefined && { tls }),
    ...(apiKey !== undefined && { apiKey }),
    ...(metadata && { metadata }),
    connectTimeout: '5s',
  });
  return new Client({ connection, namespace: temporal.namespace });
}

/** The numbers of Temporal's own enum of search attribute types. */
const typeNumbers = { Keyword: 2, Datetime: 6 } as const;

/** Temporal's namespace cannot hold our conversations, and we may not change that. */
export class SearchAttributeError extends Error {
  override name = 'SearchAttributeError';
}

/**
 * Makes sure that the namespace has our search attributes, adding those that are missing where that is allowed. Called
 * by every worker at its start: with one missing, every workflow would be stuck at its first upsert.
 * @throws SearchAttributeError in one sentence that says what to do.
 */
export async function requireSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<void> {
  const known = await listSearchAttributes(connection, namespace).catch((error: unknown) => {
    // Temporal's test server cannot list them, but has them added.
    if (isStatus(error, unimplemented)) return new Map<string, number>();
    throw error;
  });
  const wrong = Object.entries(searchAttributes).filter(
    ([name, type]) => known.has(name) && known.get(name) !== typeNumbers[type],
  );
  if (wrong.length > 0) {
    throw new SearchAttributeError(
      `Temporal's namespace "${namespace}" has search attributes of another type than ours: ` +
        `${wrong.map(([name, type]) => `${name} must be ${type}`).join(', ')}.`,
    );
  }
  const missing = Object.entries(searchAttributes).filter(([name]) => !known.has(name));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map(([name, type]) => [name, typeNumbers[type]]),
      ),
    });
  } catch (error) {
    if (isStatus(error, alreadyExists)) return;
    // Another worker that started beside us may have added them meanwhile.
    const now = await listSearchAttributes(connection, namespace);
    if (missing.every(([name]) => now.has(name))) return;
    const commands = missing.map(([name, type]) => `--name ${name} --type ${type}`).join(' ');
    throw new SearchAttributeError(
      `Temporal's namespace "${namespace}" lacks search attributes and we may not add them; someone who may must run ` +
        `\`temporal operator search-attribute create --namespace ${namespace} ${commands}\`.`,
      { cause: error },
    );
  }
}

/** gRPC's numbers. */
const alreadyExists = 6;
const unimplemented = 12;

const isStatus = (error: unknown, code: number): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

async function listSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
) {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return new Map<string, number>(Object.entries(customAttributes));
}
