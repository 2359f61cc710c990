import type { Account, Customer } from '../model.ts';
import type { World } from '../world.ts';

/** People as Instagram writes them. */
export const person = (world: World, id: string) => {
  const customer = world.customer('instagram', id);
  return { username: customer === undefined ? id : usernameOf(customer), id };
};

export const accountAsPerson = (account: Account) => ({
  username: accountUsername(account),
  id: account.externalId,
});

export const accountUsername = ({ name }: Account) => plain(name);

export const usernameOf = ({ handle, name }: Pick<Customer, 'handle' | 'name'>) =>
  handle ?? plain(name);

const plain = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '.');
