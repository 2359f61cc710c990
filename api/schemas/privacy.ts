import { z } from 'zod';
import { id, instant } from './common.ts';

export const Erasure = z
  .object({
    id,
    customerIds: z.array(id).meta({ description: 'The one person’s.' }),
    requestedBy: z.object({ type: z.string(), id: z.string().optional() }),
    status: z.enum(['queued', 'running', 'done']),
    step: z
      .enum(['detaching', 'closing', 'removing', 'forgetting', 'elsewhere', 'proving'])
      .optional(),
    counts: z
      .record(z.string(), z.int())
      .meta({ description: 'What was removed or blanked: of what, how many.' }),
    proof: z
      .object({
        searchedAt: instant,
        tables: z.int().meta({ description: 'All of the database were searched.' }),
        found: z.array(
          z.object({
            table: z.string(),
            column: z.string(),
            rows: z.int(),
            isSure: z
              .boolean()
              .meta({ description: 'false: by a name that others may have as well.' }),
          }),
        ),
      })
      .optional()
      .meta({
        description: 'Where what they were known by is still found: in what is somebody else’s.',
      }),
    createdAt: instant,
    doneAt: instant.optional(),
  })
  .meta({ id: 'Erasure', description: 'A person’s data is taken away; it names nobody.' });
export type ErasureJson = z.output<typeof Erasure>;

export const DataExport = z
  .object({
    id,
    customerIds: z.array(id),
    requestedBy: z.object({ type: z.string(), id: z.string().optional() }),
    status: z.enum(['queued', 'ready', 'expired']),
    size: z.int().optional(),
    sha256: z.string().optional(),
    createdAt: instant,
    readyAt: instant.optional(),
    expiresAt: instant.optional().meta({ description: 'So long it can be downloaded.' }),
  })
  .meta({ id: 'DataExport', description: 'What the desk has of a person, as a file.' });
export type DataExportJson = z.output<typeof DataExport>;

export const WhoseData = z.strictObject({
  isWholePerson: z.boolean().default(true).meta({
    description: 'Also of the identities that they are linked with; else of this one alone.',
  }),
});
