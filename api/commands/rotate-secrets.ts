/** What signs an account's webhooks is changed without losing what is signed with the old secret meanwhile. */
import { invalid } from '../../domain/errors.ts';
import type { Secrets } from '../reads/account.ts';

/** As many as an account may have at all. */
const most = 5;

/**
 * @param signing the credential that the platform signs with; undefined: it signs with a webhook secret
 * @throws CareError invalid_request where a rotation begins without a new secret
 */
export function rotated(
  old: Secrets,
  given: Partial<Secrets>,
  { signing, rotation }: { signing: string | undefined; rotation: 'begin' | 'end' | undefined },
): Secrets {
  const credentials = { ...old.credentials, ...given.credentials };
  if (rotation === undefined) {
    return { credentials, webhookSecrets: given.webhookSecrets ?? old.webhookSecrets };
  }
  const current = signing && credentials[signing];
  if (rotation === 'end') {
    const kept = (given.webhookSecrets ?? old.webhookSecrets).slice(0, current ? 0 : 1);
    return { credentials, webhookSecrets: kept };
  }
  const replaced = signing && old.credentials[signing];
  const isNew = replaced !== current || (given.webhookSecrets ?? []).length > 0;
  if (!isNew) throw invalid('rotation', 'begins with a new secret');
  const all = [
    ...(given.webhookSecrets ?? []),
    ...(replaced ? [replaced] : []),
    ...old.webhookSecrets,
  ];
  const webhookSecrets = [...new Set(all)].filter((it) => it !== current).slice(0, most);
  return { credentials, webhookSecrets };
}

/** Is a secret from before a rotation still good? */
export function hasOldSecret(
  { credentials, webhookSecrets }: Secrets,
  signing: string | undefined,
): boolean {
  const current = signing && credentials[signing];
  if (!current) return webhookSecrets.length > 1;
  return webhookSecrets.some((it) => it !== current);
}
