import type { PrismaClient } from '../client/client.ts';
import { cannedReplies } from './library/canned-replies.ts';
import { customerFields, macros, tags, views } from './library/shelf.ts';
import { once } from './once.ts';
import { seedId } from './people.ts';

/** The audit's word for it, by which later starts know. */
const added = 'demo.library_added';

/** Once in the life of a desk: what somebody takes away afterwards stays away. What bears a name that is taken is left out. */
export async function addLibrary(prisma: PrismaClient): Promise<void> {
  await once(prisma, added, async (tx) => {
    await tx.cannedReply.createMany({
      data: cannedReplies.map((it) => ({
        id: seedId('canned reply', `${it.shortcut} ${it.language}`),
        ...it,
      })),
      skipDuplicates: true,
    });
    await tx.macro.createMany({
      data: macros.map((it) => ({ id: seedId('macro', it.name), ...it })),
      skipDuplicates: true,
    });
    await tx.tag.createMany({
      data: tags.map((it) => ({ id: seedId('tag', it.name), ...it })),
      skipDuplicates: true,
    });
    await tx.savedView.createMany({
      data: views.map((it, position) => ({
        id: seedId('view', it.name),
        ...{ ...it, position, isShared: true },
      })),
      skipDuplicates: true,
    });
    await tx.customerField.createMany({
      data: customerFields.map((it, position) => ({
        id: seedId('customer field', it.key),
        ...{ ...it, position },
      })),
      skipDuplicates: true,
    });
  });
}
