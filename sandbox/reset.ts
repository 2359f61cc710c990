import { demoAccounts } from './accounts.ts';
import { birth } from './born.ts';
import type { Tables } from './model.ts';
import { putAccount } from './world.ts';
import type { World, WorldChange } from './world.ts';

/** Everything but the counters, so that no id is ever given twice. */
const forgotten = [
  'accounts',
  'customers',
  'chats',
  'messages',
  'posts',
  'comments',
  'ledger',
  'webhooks',
  'inboxLog',
  'webhookUrls',
  'files',
  'blueskyAccess',
  'blueskyBlobs',
  'blueskyLog',
  'blueskyPeople',
  'blueskyRecords',
  'crmHooks',
  'crmLedger',
  'hubspotAccounts',
  'hubspotAssociations',
  'hubspotObjects',
  'hubspotProperties',
  'linkedinGrants',
  'linkedinNotifications',
  'linkedinReactions',
  'modelCalls',
  'salesforceOrgs',
  'salesforceRecords',
  'xApps',
  'xUploads',
  'xSegments',
] as const satisfies readonly (keyof Tables)[];

/** As on the first day: the demo accounts, and nobody has written yet. */
export function resetWorld(world: World): void {
  const removals = forgotten.flatMap((name) =>
    [...world.tables[name].keys()].map((key) => [name, key, null] as WorldChange),
  );
  world.commit([...removals, ...demoAccounts.map(putAccount), birth(world)]);
}
