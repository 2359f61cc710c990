/** Each change outside conversations leaves one row that says who made it (design.md, I13). */
import type { Prisma, PrismaClient } from '../prisma/client/client.ts';
import { CareError } from '../domain/errors.ts';
import type { Caller } from './authenticate.ts';
import { requireVersion } from './etag.ts';

export type Transaction = Prisma.TransactionClient;

export interface Change<T> {
  /** What was changed: its id. */
  target: string;
  /** What it became; never a secret. */
  data?: object;
  result: T;
}

/** Makes a change and its audit row in one transaction. */
export const audited = <T>(
  prisma: PrismaClient,
  caller: Pick<Caller, 'actor'>,
  action: string,
  work: (tx: Transaction) => Promise<Change<T>>,
): Promise<T> =>
  prisma.$transaction(async (tx) => {
    const { target, data = {}, result } = await work(tx);
    await tx.audit.create({
      data: { actor: { ...caller.actor }, action, target, data: jsonOf(data) },
    });
    await tellLive(tx, action, target);
    return result;
  });

/** Who shows what was changed hears of it (docs/live.md). */
const tellLive = (tx: Transaction, action: string, target: string) => tx.$executeRaw`
  with told as (insert into changes (kind, data) values (${action}, jsonb_build_object('target', ${target}::text)))
  select pg_notify('careline_live', '')`;

/** As a JSON column takes it: plain, without what is undefined. */
export const jsonOf = (value: object): Prisma.InputJsonValue =>
  JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

/**
 * Guards a change of a row that has a version: If-Match must name it, and nobody may have been faster.
 * @param change updates the row where it is still at `version`, and says how many rows that were
 */
export async function atVersion(
  ifMatch: number | undefined,
  version: number,
  change: (version: number) => Promise<{ count: number }>,
): Promise<void> {
  requireVersion(ifMatch, version);
  const { count } = await change(version);
  if (count === 0) throw new CareError('version_mismatch', 'It was changed at the same moment.');
}
