import type { Account } from './model.ts';

/** What one platform's accounts are like. */
export interface AccountKind {
  /** Below the sandbox's address: where the platform's API is. */
  path: string;
  /** The demo desk's account. Its secrets open nothing but this sandbox. */
  demo: Account;
  /** Of a further account whose id is not given; absent: ten digits. */
  newExternalId?: () => string;
  /** Credentials of a further account, by the platform's own names. */
  madeUp: (externalId: string) => Record<string, string>;
  /** What its webhooks are signed with. */
  webhookSecret: (credentials: Record<string, string>) => string;
  /** Its webhooks carry the secret itself. */
  hasSecretToken?: boolean;
  /** Events are kept while its webhook is off, as Telegram does and Facebook does not. */
  keepsUnsent?: boolean;
}
