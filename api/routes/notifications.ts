/** What somebody should know of: rows, exactly one per cause. Everybody sees their own. */
import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import type { Notification as NotificationRow } from '../../prisma/client/client.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { iso, isoWhere, present } from '../reads/present.ts';
import { byId, flag, id, instant, page, paging } from '../schemas/common.ts';

const Notification = z
  .object({
    id,
    kind: z.string(),
    conversationId: id.optional(),
    data: z.looseObject({}),
    createdAt: instant,
    readAt: instant.optional(),
  })
  .meta({ id: 'Notification' });

/** A token that is nobody's has no notifications: no agent has this id. */
const nobody = '00000000-0000-0000-0000-000000000000';
const facts = { tag: 'Notifications', permission: 'notifications.own' } as const;

export function notificationOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/notifications',
      id: 'listNotifications',
      summary: 'My notifications, the newest first',
      query: z.strictObject({ unread: flag.optional(), ...paging }),
      answer: page(Notification),
      async handle({ query: { unread, cursor, limit }, caller }) {
        const after = decodeCursor('notifications', cursor);
        const createdAt = after && new Date(after.value);
        const rows = await prisma.notification.findMany({
          where: {
            recipientId: caller.agentId ?? nobody,
            ...(unread === undefined ? {} : { readAt: unread ? null : { not: null } }),
            ...(after && createdAt
              ? { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: after.id } }] }
              : {}),
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: limit + 1,
        });
        return {
          body: pageOf(rows, limit, toNotification, (row) =>
            encodeCursor('notifications', iso(row.createdAt), row.id),
          ),
        };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/notifications/{notificationId}/read',
      id: 'readNotification',
      summary: 'Mark one as read',
      params: byId('notificationId'),
      body: z.strictObject({}),
      answer: Notification,
      async handle({ params: { notificationId }, caller }) {
        const where = { id: notificationId, recipientId: caller.agentId ?? nobody };
        await prisma.notification.updateMany({
          where: { ...where, readAt: null },
          data: { readAt: new Date() },
        });
        const row = await prisma.notification.findFirst({ where });
        if (!row) throw notFound('notification');
        return { body: toNotification(row) };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/notifications/read',
      id: 'readNotifications',
      summary: 'Mark all of mine as read',
      status: 204,
      body: z.strictObject({}),
      async handle({ caller }) {
        await prisma.notification.updateMany({
          where: { recipientId: caller.agentId ?? nobody, readAt: null },
          data: { readAt: new Date() },
        });
        return {};
      },
    }),
  ];
}

const toNotification = (row: NotificationRow): z.input<typeof Notification> => ({
  id: row.id,
  kind: row.kind,
  ...present('conversationId', row.conversationId),
  data: row.data as Record<string, unknown>,
  createdAt: iso(row.createdAt),
  ...isoWhere('readAt', row.readAt),
});
