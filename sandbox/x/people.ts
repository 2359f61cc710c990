import type { Answer } from '../answer.ts';
import { idIn, ok, type XCall } from './call.ts';
import { notFoundError } from './errors.ts';
import { userOf } from './objects.ts';
import { fieldsIn } from './paging.ts';

export const me = (call: XCall): Answer => person(call, call.account.externalId);

export const getPerson = (call: XCall): Answer => person(call, idIn(call.ids[0]));

/** id, name and username always; the rest where it is asked for. */
function person({ world, account, query }: XCall, id: string): Answer {
  const found = userOf(world, account, id);
  if (found === undefined) return ok({ errors: [notFoundError('user', id)] });
  const asked = fieldsIn(query, 'user.fields');
  const always = ['id', 'name', 'username'];
  const data = Object.entries(found).filter(([name]) => always.includes(name) || asked.has(name));
  return ok({ data: Object.fromEntries(data) });
}
