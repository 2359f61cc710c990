/** What a person may ask a desk for: all that it has of them, and that it has nothing any more (docs/erasure.md). */
import { z } from 'zod';
import { CareError, notFound } from '../../domain/errors.ts';
import { objectKey } from '../../files/store.ts';
import { audited } from '../audit.ts';
import { askForErasure, askForExport } from '../commands/privacy.ts';
import { unavailable } from '../failures.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { isOver, toDataExport, toErasure } from '../reads/privacy.ts';
import { byId, id, page, paging } from '../schemas/common.ts';
import { DataExport, Erasure, WhoseData } from '../schemas/privacy.ts';
import { fileHeaders } from '../send-file.ts';
import { requireCustomer, requireKeptCustomer } from '../visibility.ts';

const tag = 'Customers';
const ofCustomer = z.strictObject({ customerId: id.optional(), ...paging });

export const privacyOperations = (parts: Parts): Operation[] => [
  ...erasures(parts),
  ...exportsOf(parts),
];

function erasures(parts: Parts): Operation[] {
  const { pool, prisma } = parts;
  const facts = { tag, permission: 'customers.erase' } as const;
  return [
    operation({
      ...facts,
      method: 'post',
      path: '/customers/{customerId}/erase',
      id: 'eraseCustomer',
      summary: 'Take away all that the desk has of a person, for good; asked again, the same one',
      status: 202,
      params: byId('customerId'),
      body: WhoseData,
      answer: Erasure,
      async handle({ params: { customerId }, body, caller }) {
        await requireCustomer(pool, caller, customerId);
        return { body: toErasure(await askForErasure(parts, caller, { customerId, ...body })) };
      },
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/erasures',
      id: 'listErasures',
      summary: 'What was taken away, in the order it was asked for; it names nobody',
      query: ofCustomer,
      answer: page(Erasure),
      async handle({ query: { customerId, ...paged } }) {
        const whose = customerId === undefined ? {} : { customerIds: { has: customerId } };
        const find = (it: { where: object; orderBy: { id: 'asc' }; take: number }) =>
          prisma.erasure.findMany({ ...it, where: { ...it.where, ...whose } });
        return { body: await listById(paged, find, toErasure) };
      },
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/erasures/{erasureId}',
      id: 'getErasure',
      summary: 'How far an erasure is, what it removed, and its proof',
      params: byId('erasureId'),
      answer: Erasure,
      async handle({ params: { erasureId } }) {
        const row = await prisma.erasure.findUnique({ where: { id: erasureId } });
        if (!row) throw notFound('erasure');
        return { body: toErasure(row) };
      },
    }),
  ];
}

function exportsOf(parts: Parts): Operation[] {
  const { pool, prisma, store } = parts;
  const facts = { tag, permission: 'customers.export' } as const;
  const found = async (exportId: string) => {
    const row = await prisma.dataExport.findUnique({ where: { id: exportId } });
    if (!row) throw notFound('export');
    return row;
  };
  return [
    operation({
      ...facts,
      method: 'post',
      path: '/customers/{customerId}/export',
      id: 'exportCustomer',
      summary: 'All that the desk has of a person, as a file that is kept for a day',
      status: 202,
      params: byId('customerId'),
      body: WhoseData,
      answer: DataExport,
      async handle({ params: { customerId }, body, caller }) {
        await requireKeptCustomer(pool, caller, customerId);
        return { body: toDataExport(await askForExport(parts, caller, { customerId, ...body })) };
      },
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/exports',
      id: 'listExports',
      summary: 'Exports of customers’ data',
      query: ofCustomer,
      answer: page(DataExport),
      async handle({ query: { customerId, ...paged } }) {
        const whose = customerId === undefined ? {} : { customerIds: { has: customerId } };
        const find = (it: { where: object; orderBy: { id: 'asc' }; take: number }) =>
          prisma.dataExport.findMany({ ...it, where: { ...it.where, ...whose } });
        return { body: await listById(paged, find, (row) => toDataExport(row)) };
      },
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/exports/{exportId}',
      id: 'getExport',
      summary: 'Whether an export is ready, and until when',
      params: byId('exportId'),
      answer: DataExport,
      handle: async ({ params: { exportId } }) => ({ body: toDataExport(await found(exportId)) }),
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/exports/{exportId}/file',
      id: 'downloadExport',
      summary: 'The file of an export, as JSON; who takes it is in the audit',
      givesFile: true,
      params: byId('exportId'),
      async handle({ params: { exportId }, caller }) {
        const row = await found(exportId);
        if (isOver(row)) throw new CareError('gone', 'The file was kept for a day, and is gone.');
        const { storageKey, size, sha256, createdAt } = row;
        if (row.status !== 'ready' || storageKey === null || size === null || sha256 === null) {
          const later = { retryAfterSeconds: 2 };
          throw new CareError('not_ready', 'The file is still being made.', later);
        }
        await audited(prisma, caller, 'data_export.downloaded', () =>
          Promise.resolve({ target: exportId, result: undefined }),
        );
        const name = `customer-data-${createdAt.toISOString().slice(0, 10)}.json`;
        const headers = fileHeaders({ mimeType: 'application/json', name }, { inline: false });
        return {
          file: {
            ...{ size: Number(size), sha256 },
            headers: { ...headers, 'cache-control': 'no-store' },
            async open() {
              const body = await store.read(objectKey(storageKey, 1)).catch((error: unknown) => {
                throw unavailable('The store of files', error);
              });
              if (!body) throw new CareError('gone', 'The file is not in the store any more.');
              return body;
            },
          },
        };
      },
    }),
  ];
}
