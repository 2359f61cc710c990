import { z } from 'zod';
import { putContactPoint, removeContactPoint } from '../commands/contact-points.ts';
import { linkCustomers, unlinkCustomer } from '../commands/link-customers.ts';
import { invalid } from '../../domain/errors.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listConversations } from '../reads/conversation-list.ts';
import { findCustomer, listCustomers } from '../reads/customers.ts';
import { identityCandidates } from '../reads/identity-candidates.ts';
import { byId, flag, id, listOf, namedPlatform, page, paging, text } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';
import { Customer, IdentityCandidate } from '../schemas/customer.ts';
import { isCustomerThereFor, requireCustomer, requireKeptCustomer } from '../visibility.ts';

const tag = 'Customers';

export function customerOperations(parts: Parts): Operation[] {
  const { pool, readPool } = parts;
  return [
    operation({
      method: 'post',
      path: '/customers/{customerId}/link',
      id: 'linkCustomer',
      summary: 'The same person as another customer, of this or another platform',
      tag,
      permission: 'conversations.work',
      params: byId('customerId'),
      body: z.strictObject({ customerId: id }),
      answer: Customer,
      async handle({ params: { customerId }, body, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        if (!(await isCustomerThereFor(pool, caller, body.customerId))) {
          throw invalid('customerId', 'is not a customer');
        }
        await linkCustomers(parts, caller, [customerId, body.customerId]);
        return { body: await findCustomer(pool, customerId) };
      },
    }),
    operation({
      method: 'post',
      path: '/customers/{customerId}/unlink',
      id: 'unlinkCustomer',
      summary: 'Not the same person as those it is linked with',
      tag,
      permission: 'conversations.work',
      params: byId('customerId'),
      body: z.strictObject({}),
      answer: Customer,
      async handle({ params: { customerId }, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        await unlinkCustomer(parts, caller, customerId);
        return { body: await findCustomer(pool, customerId) };
      },
    }),
    operation({
      method: 'get',
      path: '/customers/{customerId}/candidates',
      id: 'listIdentityCandidates',
      summary:
        'Who may be the same person, the likeliest first; nobody who was taken apart by hand',
      tag,
      permission: 'customers.read',
      params: byId('customerId'),
      answer: page(IdentityCandidate),
      async handle({ params: { customerId }, caller }) {
        await requireCustomer(pool, caller, customerId);
        const data = await identityCandidates(readPool, caller, customerId);
        return { body: { data, nextCursor: null } };
      },
    }),
    operation({
      method: 'put',
      path: '/customers/{customerId}/contact-points',
      id: 'putContactPoint',
      summary:
        'An address, number or CRM record of the customer’s; verified, it links those who hold the same verified one',
      tag,
      permission: 'conversations.work',
      params: byId('customerId'),
      body: z.strictObject({
        kind: z.enum(['email', 'phone', 'crm']),
        value: text(300).trim().min(1).meta({
          description: 'Of kind crm: `<crm>:<record id>`, by a supervisor or an integration.',
        }),
        isVerified: z.boolean().optional().meta({
          description: 'By a supervisor or an integration: it was proved to be the customer’s.',
        }),
      }),
      answer: Customer,
      async handle({ params: { customerId }, body, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        await putContactPoint(parts, caller, customerId, body);
        return { body: await findCustomer(pool, customerId) };
      },
    }),
    operation({
      method: 'delete',
      path: '/customers/{customerId}/contact-points/{contactPointId}',
      id: 'removeContactPoint',
      summary: 'Take an address or number away; links that it made stay',
      tag,
      permission: 'conversations.work',
      params: z.object({ customerId: id, contactPointId: id }),
      answer: Customer,
      async handle({ params: { customerId, contactPointId }, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        await removeContactPoint(parts, caller, customerId, contactPointId);
        return { body: await findCustomer(pool, customerId) };
      },
    }),
    operation({
      method: 'get',
      path: '/customers',
      id: 'listCustomers',
      summary: 'Customers, the newest first; q searches names and handles',
      tag,
      permission: 'customers.read',
      query: z.strictObject({
        q: text(200).trim().min(1).optional(),
        accountId: id.optional(),
        platform: listOf(namedPlatform).optional(),
        ...paging,
      }),
      answer: page(Customer),
      handle: async ({ query, caller }) => ({
        body: await listCustomers(readPool, caller, query),
      }),
    }),
    operation({
      method: 'get',
      path: '/customers/{customerId}',
      id: 'getCustomer',
      summary: 'A customer',
      tag,
      permission: 'customers.read',
      params: byId('customerId'),
      answer: Customer,
      async handle({ params: { customerId }, caller }) {
        await requireCustomer(pool, caller, customerId);
        return { body: await findCustomer(pool, customerId) };
      },
    }),
    operation({
      method: 'get',
      path: '/customers/{customerId}/conversations',
      id: 'listCustomerConversations',
      summary: "A customer's conversations, the newest first",
      tag,
      permission: 'conversations.read',
      params: byId('customerId'),
      query: z.strictObject({
        wholePerson: flag.optional().meta({
          description: 'On whichever identity of the person’s; else on this one alone.',
        }),
        ...paging,
      }),
      answer: page(Conversation),
      async handle({ params: { customerId }, query: { wholePerson, ...paged }, caller }) {
        await requireCustomer(pool, caller, customerId);
        const whose = wholePerson
          ? { personOf: customerId, filter: {} }
          : { filter: { customerId } };
        const listing = { caller, ...whose, sort: 'createdAt', ...paged } as const;
        return { body: await listConversations(readPool, listing) };
      },
    }),
  ];
}
