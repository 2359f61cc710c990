/** Which fields this desk keeps of its customers. */
import { z } from 'zod';
import { invalid, notFound } from '../../domain/errors.ts';
import { fieldTypes } from '../../domain/customer-fields.ts';
import type { CustomerField as FieldRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { byId, name, page, text } from '../schemas/common.ts';
import { CustomerField } from '../schemas/customer-details.ts';

const choices = z
  .array(text(100).trim().min(1))
  .min(1)
  .max(100)
  .refine((all) => new Set(all).size === all.length, 'must differ from one another')
  .optional();

const changeable = {
  label: name,
  choices,
  position: z.int().min(0).max(1_000_000).optional(),
};
const NewField = z.strictObject({
  key: text(40).regex(/^[a-z][a-zA-Z0-9_]*$/, 'must be a short name like customerNumber'),
  type: z.enum(fieldTypes),
  ...changeable,
});

/** More than this nobody fills in. */
const most = 100;
const facts = { tag: 'Customers' } as const;

export function customerFieldOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/customer-fields',
      id: 'listCustomerFields',
      summary: 'What the desk keeps of its customers besides',
      permission: 'desk.read',
      answer: page(CustomerField),
      async handle() {
        const orderBy = [{ position: 'asc' }, { key: 'asc' }] as const;
        const rows = await prisma.customerField.findMany({ orderBy: [...orderBy] });
        return { body: { data: rows.map(toField), nextCursor: null } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/customer-fields',
      id: 'createCustomerField',
      summary: 'Add a field; its key and type stay as they are',
      permission: 'customers.fields',
      status: 201,
      body: NewField,
      answer: CustomerField,
      async handle({ body, caller }) {
        requireChoices(body.type, body.choices);
        const field = await audited(prisma, caller, 'customer_field.created', async (tx) => {
          if ((await tx.customerField.count()) >= most) {
            throw invalid('key', `is one too many: there may be ${String(most)}`);
          }
          const result = await tx.customerField.create({ data: { id: newId(), ...dense(body) } });
          return { target: result.id, data: body, result };
        });
        return { body: toField(field), version: field.version };
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/customer-fields/{fieldId}',
      id: 'changeCustomerField',
      summary: 'Change a field; values that are no choice any more stay until they are changed',
      permission: 'customers.fields',
      hasVersion: true,
      params: byId('fieldId'),
      body: z.strictObject(changeable).partial(),
      answer: CustomerField,
      async handle({ params: { fieldId }, body, caller, ifMatch }) {
        const field = await audited(prisma, caller, 'customer_field.changed', async (tx) => {
          const before = await tx.customerField.findUnique({ where: { id: fieldId } });
          if (!before) throw notFound('field');
          if (body.choices) requireChoices(before.type, body.choices);
          await atVersion(ifMatch, before.version, (version) =>
            tx.customerField.updateMany({
              where: { id: fieldId, version },
              data: { ...dense(body), version: version + 1 },
            }),
          );
          const result = await tx.customerField.findUniqueOrThrow({ where: { id: fieldId } });
          return { target: fieldId, data: body, result };
        });
        return { body: toField(field), version: field.version };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/customer-fields/{fieldId}',
      id: 'deleteCustomerField',
      summary: 'Remove a field, with what is kept in it',
      permission: 'customers.fields',
      status: 204,
      params: byId('fieldId'),
      async handle({ params: { fieldId }, caller }) {
        await audited(prisma, caller, 'customer_field.deleted', async (tx) => {
          const before = await tx.customerField.findUnique({ where: { id: fieldId } });
          if (!before) throw notFound('field');
          const { count } = await tx.customerFieldValue.deleteMany({ where: { fieldId } });
          await tx.customerField.delete({ where: { id: fieldId } });
          return {
            target: fieldId,
            data: { ...toField(before), values: count },
            result: undefined,
          };
        });
        return {};
      },
    }),
  ];
}

function requireChoices(type: string, given: readonly string[] | undefined): void {
  if (type === 'choice' && !given) throw invalid('choices', 'are needed');
  if (type !== 'choice' && given) throw invalid('choices', 'are for fields of type choice');
}

const toField = (row: FieldRow): z.input<typeof CustomerField> => ({
  id: row.id,
  key: row.key,
  label: row.label,
  type: row.type as z.output<typeof CustomerField>['type'],
  ...(row.type === 'choice' ? { choices: row.choices } : {}),
  position: row.position,
  version: row.version,
});
