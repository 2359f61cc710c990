/** What colleagues know of a customer. */
import { z } from 'zod';
import {
  addCustomerNote,
  deleteCustomerNote,
  setCustomerFields,
} from '../commands/customer-details.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listCustomerNotes, toNote } from '../reads/customer-notes.ts';
import { findCustomer } from '../reads/customers.ts';
import { byId, id, page, paging, text } from '../schemas/common.ts';
import { Customer, FieldValue } from '../schemas/customer.ts';
import { CustomerNote } from '../schemas/customer-details.ts';
import { requireCustomer, requireKeptCustomer } from '../visibility.ts';

const facts = { tag: 'Customers' } as const;

export function customerDetails(parts: Parts): Operation[] {
  const { pool } = parts;
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/customers/{customerId}/notes',
      id: 'listCustomerNotes',
      summary: 'Notes about the person, the newest first',
      permission: 'customers.read',
      params: byId('customerId'),
      query: z.strictObject(paging),
      answer: page(CustomerNote),
      async handle({ params: { customerId }, query, caller }) {
        await requireCustomer(pool, caller, customerId);
        return { body: await listCustomerNotes(pool, customerId, query) };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/customers/{customerId}/notes',
      id: 'addCustomerNote',
      summary: 'Note something about the person; the customer never sees it',
      permission: 'customers.work',
      status: 201,
      params: byId('customerId'),
      body: z.strictObject({ content: text(5000).trim().min(1) }),
      answer: CustomerNote,
      async handle({ params: { customerId }, body, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        return { body: toNote(await addCustomerNote(parts, caller, customerId, body.content)) };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/customers/{customerId}/notes/{noteId}',
      id: 'deleteCustomerNote',
      summary: 'Delete one’s own note; supervisors anybody’s',
      permission: 'customers.work',
      status: 204,
      params: z.object({ customerId: id, noteId: id }),
      async handle({ params: { customerId, noteId }, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        await deleteCustomerNote(parts, caller, customerId, noteId);
        return {};
      },
    }),
    operation({
      ...facts,
      method: 'put',
      path: '/customers/{customerId}/fields',
      id: 'setCustomerFields',
      summary: 'Set the fields that are named, by their keys; null takes one away',
      permission: 'customers.work',
      params: byId('customerId'),
      body: z.record(text(60), FieldValue.nullable()),
      answer: Customer,
      async handle({ params: { customerId }, body, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        await setCustomerFields(parts, caller, customerId, body);
        return { body: await findCustomer(pool, customerId) };
      },
    }),
  ];
}
