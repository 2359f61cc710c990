import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Answer } from '../answer.ts';
import type { World } from '../world.ts';
import { duplicate, locked, notFound, SalesforceError } from './errors.ts';
import type { Value } from './model.ts';
import { apiUser } from './people.ts';
import { create, recordNamed, recordsOf, remove, update } from './records.ts';
import { fieldsOf } from './schema.ts';

const Body = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export interface Writes {
  create(type: string, body: unknown, mayDouble: boolean): Answer;
  update(type: string, id: string, body: unknown): Promise<Answer>;
  upsert(
    type: string,
    field: string,
    value: string,
    body: unknown,
    mayDouble: boolean,
  ): Promise<Answer>;
  remove(type: string, id: string): Promise<Answer>;
}

/** A write takes a moment. Who writes the same record meanwhile does not get it, and of two new ones with one key, one stays. */
export function createWrites(world: World): Writes {
  const busy = new Set<string>();
  const alone = async (key: string, refusal: () => Error, work: () => Answer): Promise<Answer> => {
    if (busy.has(key)) {
      await sleep(5);
      throw refusal();
    }
    busy.add(key);
    try {
      await sleep(2);
      return work();
    } finally {
      busy.delete(key);
    }
  };
  const made = (type: string, values: Record<string, Value>, mayDouble: boolean) => {
    if (type === 'Contact' && !mayDouble) refuseDoubles(world, values);
    return create(world, type, { ...(type !== 'User' && { OwnerId: apiUser.id }), ...values });
  };

  return {
    create(type, body, mayDouble) {
      const { id } = made(type, parsed(body), mayDouble);
      return { status: 201, body: { id, success: true, errors: [] } };
    },
    update: (type, id, body) =>
      alone(
        id,
        () => locked(id),
        () => {
          update(world, recordNamed(world, type, id), parsed(body));
          return { status: 204, body: '' };
        },
      ),
    remove: (type, id) =>
      alone(
        id,
        () => locked(id),
        () => {
          remove(world, recordNamed(world, type, id));
          return { status: 204, body: '' };
        },
      ),
    async upsert(type, field, value, body, mayDouble) {
      if (fieldsOf(world, type)[field]?.isKey !== true) {
        throw notFound(`Provided external ID field does not exist or is not accessible: ${field}`);
      }
      const find = () =>
        recordsOf(world, type).find(
          (it) => String(it.fields[field] ?? '').toLowerCase() === value.toLowerCase(),
        );
      const taken = () => duplicate(field, find()?.id ?? '000000000000000AAA');
      return alone(`${type}/${field}/${value.toLowerCase()}`, taken, () => {
        const known = find();
        if (known !== undefined) {
          update(world, known, parsed(body));
          return { status: 200, body: { id: known.id, success: true, errors: [], created: false } };
        }
        const { id } = made(type, { ...parsed(body), [field]: value }, mayDouble);
        return { status: 201, body: { id, success: true, errors: [], created: true } };
      });
    },
  };
}

function parsed(body: unknown): Record<string, Value> {
  const result = Body.safeParse(body ?? {});
  if (!result.success) throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Unexpected value');
  if ('Id' in result.data) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      'The Id field should not be specified in the sobject data.',
    );
  }
  return result.data;
}

/** The standard duplicate rule: an app passes it by a header. */
function refuseDoubles(world: World, values: Record<string, Value>): void {
  const isTwin = recordsOf(world, 'Contact').some(
    ({ fields }) =>
      fields['LastName'] === values['LastName'] &&
      (fields['FirstName'] ?? null) === (values['FirstName'] ?? null),
  );
  if (isTwin) {
    throw new SalesforceError(400, 'DUPLICATES_DETECTED', 'Use one of these records?', []);
  }
}
