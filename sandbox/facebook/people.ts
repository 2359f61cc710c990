import type { Account } from '../model.ts';
import type { World } from '../world.ts';

/** People as the Conversations API writes them. */
export const person = (world: World, id: string) => ({
  name: world.customer('facebook', id)?.name ?? id,
  email: `${id}@facebook.com`,
  id,
});

export const pageAsPerson = ({ name, externalId }: Account) => ({
  name,
  email: `${externalId}@facebook.com`,
  id: externalId,
});
