import type { World, WorldChange } from '../world.ts';
import type { SalesforceRecord } from './model.ts';
import { putRecord } from './records.ts';

/** Whoever the app acts as. */
export const apiUser = {
  id: '0055g00000APIUSEAA',
  name: 'Careline Integration',
  email: 'careline@example.com',
};

const users = [
  apiUser,
  { id: '0055g00000NHOFFAA2', name: 'Nadia Hoffmann', email: 'nadia.hoffmann@example.com' },
  { id: '0055g00000TBECKAA2', name: 'Tom Becker', email: 'tom.becker@example.com' },
  { id: '0055g00000IFERRAA2', name: 'Inês Ferreira', email: 'ines.ferreira@example.com' },
];

/** Those who work there already; put where they are missing. */
export function salesforceUsers(world: World): WorldChange[] {
  const at = world.now();
  return users
    .filter(({ id }) => !world.tables.salesforceRecords.has(id))
    .map(({ id, name, email }) => {
      const fields = { Name: name, Email: email, IsActive: true };
      const user: SalesforceRecord = { id, type: 'User', fields, createdAt: at, updatedAt: at };
      return putRecord(user);
    });
}

export const userIdOf = (email: string): string | undefined =>
  users.find((it) => it.email === email.toLowerCase())?.id;
