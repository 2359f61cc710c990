/** What looking after an account needs. */
import type { Pool } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import type { DeskAccount } from '../ingest/accounts.ts';

export interface CareParts {
  pool: Pool;
  /** As it stands now, not as it was seconds ago. */
  accountOf: (id: string) => Promise<DeskAccount | undefined>;
  channelOf: (platform: PlatformName) => Channel | undefined;
  /** The first one seals, all of them open. */
  secretKeys: readonly Buffer[];
  /** Where platforms reach the desk. */
  publicUrl: string;
  /** ms since 1970; for tests */
  now?: () => number;
}
