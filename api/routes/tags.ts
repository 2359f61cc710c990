/** Tags: those that the desk agreed on, and those that are in use besides. */
import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import type { Tag as TagRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { present } from '../reads/present.ts';
import { listTags } from '../reads/tags.ts';
import { byId, colour, page, tag } from '../schemas/common.ts';
import { KnownTag, Tag } from '../schemas/tag.ts';

const fields = { name: tag, colour: colour.nullable().optional() };
const facts = { tag: 'Tags' } as const;

export function tagOperations({ prisma, readPool }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/tags',
      id: 'listTags',
      summary: 'The catalogue of tags, and whatever else open conversations are tagged with',
      permission: 'desk.read',
      answer: page(KnownTag),
      handle: async ({ caller }) => ({
        body: { data: await listTags(readPool, caller), nextCursor: null },
      }),
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/tags',
      id: 'createTag',
      summary: 'Add a tag to the catalogue',
      permission: 'library.manage',
      status: 201,
      body: z.strictObject(fields),
      answer: Tag,
      async handle({ body, caller }) {
        const made = await audited(prisma, caller, 'tag.created', async (tx) => {
          const result = await tx.tag.create({ data: { id: newId(), ...dense(body) } });
          return { target: result.id, data: body, result };
        });
        return { body: toTag(made), version: made.version };
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/tags/{tagId}',
      id: 'changeTag',
      summary: 'Change a tag of the catalogue; conversations keep the tag they have',
      permission: 'library.manage',
      hasVersion: true,
      params: byId('tagId'),
      body: z.strictObject(fields).partial(),
      answer: Tag,
      async handle({ params: { tagId }, body, caller, ifMatch }) {
        const changed = await audited(prisma, caller, 'tag.changed', async (tx) => {
          const before = await tx.tag.findUnique({ where: { id: tagId } });
          if (!before) throw notFound('tag');
          await atVersion(ifMatch, before.version, (version) =>
            tx.tag.updateMany({
              where: { id: tagId, version },
              data: { ...dense(body), version: version + 1 },
            }),
          );
          const result = await tx.tag.findUniqueOrThrow({ where: { id: tagId } });
          return { target: tagId, data: body, result };
        });
        return { body: toTag(changed), version: changed.version };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/tags/{tagId}',
      id: 'deleteTag',
      summary: 'Take a tag out of the catalogue; conversations keep it',
      permission: 'library.manage',
      status: 204,
      params: byId('tagId'),
      async handle({ params: { tagId }, caller }) {
        await audited(prisma, caller, 'tag.deleted', async (tx) => {
          const before = await tx.tag.findUnique({ where: { id: tagId } });
          if (!before) throw notFound('tag');
          await tx.tag.delete({ where: { id: tagId } });
          return { target: tagId, data: toTag(before), result: undefined };
        });
        return {};
      },
    }),
  ];
}

const toTag = (row: TagRow): z.input<typeof Tag> => ({
  id: row.id,
  name: row.name,
  ...present('colour', row.colour),
  version: row.version,
});
