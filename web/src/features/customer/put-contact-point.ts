import { say } from '../../components/toasts.tsx';
import { ask } from '../../lib/api.ts';
import { customerName } from '../../lib/customer-name.ts';
import { titles } from '../../lib/desk.ts';
import type { Text } from '../../lib/text.ts';
import type { Customer } from '../../lib/types.ts';

/** Writes it down, and says whom that has linked the customer with. */
export async function putContactPoint(
  customer: Customer,
  {
    kind,
    value,
    isVerified,
  }: { kind: 'email' | 'phone' | 'crm'; value: string; isVerified?: boolean },
  t: Text,
): Promise<void> {
  const after = await ask<Customer>('PUT', `/customers/${customer.id}/contact-points`, {
    body: { kind, value, ...(isVerified === undefined ? {} : { isVerified }) },
  });
  const before = new Set(customer.identities.map(({ id }) => id));
  const linked = after.identities.filter(({ id }) => !before.has(id));
  if (linked.length === 0) return;
  const names = linked.map((it) => `${customerName(it, t)} (${titles[it.platform]})`).join(', ');
  say(t('linkedByThat', { names }));
}
