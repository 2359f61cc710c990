/** Notes about customers, and the desk's own fields: whichever identity they are written on, they are the person's. */
import { problemWith, type FieldType, type FieldValue } from '../../domain/customer-fields.ts';
import { CareError, notFound, type FieldError } from '../../domain/errors.ts';
import type { CustomerNote as NoteRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, type Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import { invalidRequest } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { pushToCrm } from './crm.ts';

/** The words themselves are no business of the audit's. */
export const addCustomerNote = (
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
  content: string,
): Promise<NoteRow> =>
  audited(prisma, caller, 'customer.note_added', async (tx) => {
    await identitiesOf(tx, customerId);
    const authorId = caller.agentId ?? null;
    const result = await tx.customerNote.create({
      data: { id: newId(), customerId, authorId, content },
    });
    return { target: customerId, data: { noteId: result.id }, result };
  });

/** One's own; supervisors anybody's. @throws CareError */
export const deleteCustomerNote = (
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
  noteId: string,
): Promise<void> =>
  audited(prisma, caller, 'customer.note_deleted', async (tx) => {
    const identities = await identitiesOf(tx, customerId);
    const note = await tx.customerNote.findUnique({ where: { id: noteId } });
    if (!note || !identities.includes(note.customerId)) throw notFound('note');
    const isOwn = caller.agentId !== undefined && note.authorId === caller.agentId;
    if (!isOwn && !may(caller.role, 'customers.notes.any')) {
      throw new CareError('forbidden', 'Only supervisors may delete a colleague’s note.');
    }
    await tx.customerNote.delete({ where: { id: noteId } });
    return { target: customerId, data: { noteId }, result: undefined };
  });

/** Those that are named are set, or with null taken away; the others stay. @throws CareError naming what is wrong */
export const setCustomerFields = (
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
  given: Readonly<Record<string, FieldValue | null>>,
): Promise<void> =>
  audited(prisma, caller, 'customer.fields_changed', async (tx) => {
    const identities = await identitiesOf(tx, customerId);
    const keys = Object.keys(given);
    const fields = await tx.customerField.findMany({
      where: { key: { in: keys } },
      // In one order, so that two who set several wait for each other and not both.
      orderBy: { id: 'asc' },
    });
    const byKey = new Map(fields.map((field) => [field.key, field]));
    const errors = keys.flatMap((key): FieldError[] => {
      const field = byKey.get(key);
      if (!field) return [{ field: key, message: 'is not a known field' }];
      const value = given[key] ?? null;
      const problem =
        value !== null && problemWith({ ...field, type: field.type as FieldType }, value);
      return problem ? [{ field: key, message: problem }] : [];
    });
    if (errors.length > 0) throw invalidRequest(errors);
    for (const { id: fieldId, key } of fields) {
      const value = given[key] ?? null;
      const replaced = value === null ? identities : identities.filter((id) => id !== customerId);
      await tx.customerFieldValue.deleteMany({ where: { fieldId, customerId: { in: replaced } } });
      if (value === null) continue;
      // Somebody may set the same one at this moment.
      await tx.$executeRaw`
        insert into customer_field_values (customer_id, field_id, value)
        values (${customerId}::uuid, ${fieldId}::uuid, ${JSON.stringify(value)}::jsonb)
        on conflict (customer_id, field_id) do update set value = excluded.value, updated_at = now()`;
    }
    await pushToCrm(tx, customerId, keys);
    return { target: customerId, data: { keys }, result: undefined };
  });

/** The customer and whoever is the same person. @throws CareError not_found */
async function identitiesOf(tx: Transaction, customerId: string): Promise<string[]> {
  const customer = await tx.customer.findUnique({
    where: { id: customerId },
    select: { personId: true },
  });
  if (!customer) throw notFound('customer');
  const { personId } = customer;
  if (personId === null) return [customerId];
  const all = await tx.customer.findMany({ where: { personId }, select: { id: true } });
  return all.map(({ id }) => id);
}
