/** How a customer is called on every screen. */
import type { Text } from './text.ts';
import type { Conversation } from './types.ts';

/** By the name they gave, else by their handle; some platforms tell neither. */
export const customerName = (
  { name, handle }: { name?: string | undefined; handle?: string | undefined },
  t: Text,
): string => name || handle || t('someone');

/** Whose a conversation is. */
export const customerOf = ({
  customerName: name,
  customerHandle: handle,
}: Pick<Conversation, 'customerName' | 'customerHandle'>) => ({ name, handle });

/** With one `@`: some platforms give it along, others do not. Empty where there is none. */
export const atHandle = (handle: string | undefined): string =>
  handle ? `@${handle.replace(/^@/, '')}` : '';
