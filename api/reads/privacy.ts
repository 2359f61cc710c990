import type { DataExport as ExportRow, Erasure as ErasureRow } from '../../prisma/client/client.ts';
import type { DataExportJson, ErasureJson } from '../schemas/privacy.ts';
import { iso, isoWhere, present } from './present.ts';

export const toErasure = (row: ErasureRow): ErasureJson => ({
  id: row.id,
  customerIds: row.customerIds,
  requestedBy: row.requestedBy as ErasureJson['requestedBy'],
  status: row.status as ErasureJson['status'],
  ...present('step', row.step as ErasureJson['step'] | null),
  counts: row.counts as ErasureJson['counts'],
  ...present('proof', row.proof as ErasureJson['proof'] | null),
  createdAt: iso(row.createdAt),
  ...isoWhere('doneAt', row.doneAt),
});

export const toDataExport = (row: ExportRow, now: Date = new Date()): DataExportJson => ({
  id: row.id,
  customerIds: row.customerIds,
  requestedBy: row.requestedBy as DataExportJson['requestedBy'],
  // Its workflow may be late; the time holds.
  status: isOver(row, now) ? 'expired' : (row.status as DataExportJson['status']),
  ...present('size', row.size === null ? null : Number(row.size)),
  ...present('sha256', row.sha256),
  createdAt: iso(row.createdAt),
  ...isoWhere('readyAt', row.readyAt),
  ...isoWhere('expiresAt', row.expiresAt),
});

export const isOver = ({ status, expiresAt }: ExportRow, now: Date = new Date()): boolean =>
  status === 'expired' || (expiresAt !== null && expiresAt <= now);
