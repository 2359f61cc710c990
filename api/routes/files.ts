/** What customers and agents attach. */
import { z } from 'zod';
import { CareError, notFound } from '../../domain/errors.ts';
import { keepUpload } from '../commands/uploads.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { fileAnswer, findFile } from '../reads/files.ts';
import { byId, text } from '../schemas/common.ts';
import { UploadedFile } from '../schemas/message.ts';

export function fileOperations({ pool, store }: Parts): Operation[] {
  return [
    operation({
      method: 'post',
      path: '/files',
      id: 'uploadFile',
      summary: 'Upload a file for a reply, as the body itself; unsent, it is gone after a day',
      tag: 'Files',
      permission: 'conversations.work',
      status: 201,
      takesFile: true,
      query: z.object({ name: text(200).trim().min(1).optional() }),
      answer: UploadedFile,
      async handle({ upload, query, caller }) {
        if (!upload) throw new CareError('malformed_request', 'Send the file as the body.');
        return { body: await keepUpload({ pool, store }, upload, { name: query.name, caller }) };
      },
    }),
    operation({
      method: 'get',
      path: '/files/{fileId}',
      id: 'getFile',
      summary: 'The bytes of a file, as a download; a picture also inline',
      tag: 'Files',
      permission: 'conversations.read',
      givesFile: true,
      params: byId('fileId'),
      query: z.object({
        inline: z.enum(['1', '0']).default('0').meta({ description: '1: to show a picture.' }),
      }),
      async handle({ params, query, caller }) {
        const file = await findFile(pool, caller, params.fileId);
        // Shown in a conversation it is for whoever sees that; before, for who uploaded it.
        if (!file || !(file.is_shown || file.uploaded_by === caller.key)) throw notFound('file');
        return { file: fileAnswer(store, file, { inline: query.inline === '1' }) };
      },
    }),
  ];
}
