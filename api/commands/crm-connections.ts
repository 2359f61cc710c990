/** A CRM is connected once it has said that it may be. */
import { CrmError, type CrmKind, type CrmKit } from '../../crm/crm.ts';
import type { Kits } from '../../crm/kits.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import type { Transaction } from '../audit.ts';

export interface Draft {
  kind: CrmKind;
  baseUrl?: string | null | undefined;
  credentials: Record<string, string>;
}

export function requireKit(kits: Kits, kind: CrmKind): CrmKit {
  const kit = kits[kind];
  if (!kit) throw invalid('kind', 'is not connected in this release yet');
  return kit;
}

/** @param isTrusted may the address be plain http? @throws CareError invalid_request naming what is missing or unknown */
export function requireComplete(
  kit: CrmKit,
  { baseUrl, credentials }: Draft,
  isTrusted: (origin: string) => boolean,
): void {
  for (const name of kit.required) {
    if (credentials[name] === undefined) throw invalid(`credentials.${name}`, 'is needed');
  }
  for (const name of Object.keys(credentials)) {
    if (![...kit.required, ...kit.optional].includes(name)) {
      throw invalid(`credentials.${name}`, 'is not a known field');
    }
  }
  if (kit.needsBaseUrl && !baseUrl) throw invalid('baseUrl', 'is needed');
  if (!baseUrl) return;
  const { protocol, origin, hostname } = new URL(baseUrl);
  const isOnThisMachine = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !isOnThisMachine && !isTrusted(origin)) {
    throw invalid('baseUrl', 'must begin with https://');
  }
}

/** @throws CareError invalid_request with the CRM's reason; temporarily_unavailable where it does not answer */
export async function requireWorking(kit: CrmKit, { baseUrl, credentials }: Draft): Promise<void> {
  const crm = kit.create({
    id: '',
    ...(baseUrl && { baseUrl }),
    credentials,
    keepCredentials: () => Promise.resolve(),
  });
  const problem = await problemOf(() => crm.check());
  if (problem?.isPassing) {
    throw new CareError('temporarily_unavailable', problem.message, { retryAfterSeconds: 10 });
  }
  if (problem) throw invalid('credentials', problem.message);
}

/** What a CRM says of itself; undefined: all is well. */
export async function problemOf(
  check: () => Promise<string | undefined>,
): Promise<{ message: string; isPassing: boolean } | undefined> {
  try {
    const message = await check();
    return message === undefined ? undefined : { message, isPassing: false };
  } catch (error) {
    if (!(error instanceof CrmError)) {
      return { message: 'The CRM did not answer as it should.', isPassing: true };
    }
    return { message: error.message.slice(0, 500), isPassing: error.kind === 'retry' };
  }
}

/**
 * What was refused lately waits again, in its place among what the person's CRM is told; whoever looks at a case sees it.
 * @returns how much that is
 */
export const tellAgain = (tx: Transaction, connectionId: string): Promise<number> =>
  tx.$executeRaw`
    with again as (
      update crm_tasks set state = 'waiting', attempts = 0, last_error = null, next_try_at = null, told_at = null, done_at = null
       where connection_id = ${connectionId}::uuid and state = 'refused' and done_at > now() - interval '30 days'
      returning conversation_id
    ), told as (
      insert into changes (kind, conversation_id)
      select distinct 'crm', c.id from again join conversations c on c.id = again.conversation_id where c.status <> 'closed'
    ) select from again`;
