/** Who is on Bluesky: the desk's accounts, and customers. */
import type { Account } from '../model.ts';
import type { World } from '../world.ts';
import { handleOf } from './access.ts';
import { collections } from './ids.ts';

export const shortHandle = (name: string, did: string): string =>
  `${
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || did.slice(-8)
  }.bsky.example`;

/** app.bsky.actor.defs#profileViewBasic, as this account sees it. */
export function personOf(world: World, account: Account, did: string) {
  if (did === account.externalId) {
    return { did, handle: handleOf(account), displayName: account.name, labels: [] };
  }
  const customer = world.customer('bluesky', did);
  const { name = '' } = customer ?? {};
  const blocking = blockOf(world, account, did);
  const chat = world.chat('bluesky', account.externalId, did);
  return {
    ...{ did, handle: customer?.handle ?? shortHandle(name, did), displayName: name, labels: [] },
    ...{ createdAt: '2025-01-01T00:00:00.000Z' },
    viewer: {
      ...{ muted: false, blockedBy: chat?.isBlocked === true },
      ...(blocking !== undefined && { blocking }),
    },
  };
}

/** The address of the record by which the account blocks somebody. */
export function blockOf(world: World, { externalId }: Account, did: string): string | undefined {
  for (const [uri, it] of world.tables.blueskyRecords) {
    const isBlock = it.account === externalId && it.collection === collections.block;
    if (isBlock && it.value['subject'] === did) return uri;
  }
  return undefined;
}
