/** What somebody should know of: rows, exactly one per cause. Everybody sees their own. */
import { z } from 'zod';
import { hintLive, tellNotifications, toldOfNotifications } from '../../runtime/changes.ts';
import { notFound } from '../../domain/errors.ts';
import { nobodysId } from '../../runtime/ids.ts';
import type { Caller } from '../authenticate.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { columns, toNotification, type NotificationRow } from '../reads/notifications.ts';
import { iso } from '../reads/present.ts';
import { visibleTo } from '../visibility.ts';
import { byId, flag, page, paging } from '../schemas/common.ts';
import { Notification } from '../schemas/notification.ts';

/** A token that is nobody's has no notifications. */
const recipientOf = ({ agentId }: Pick<Caller, 'agentId'>): string => agentId ?? nobodysId;
const facts = { tag: 'Notifications', permission: 'notifications.own' } as const;

export function notificationOperations({ pool }: Parts): Operation[] {
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
        const values: unknown[] = [recipientOf(caller), limit + 1];
        const put = (value: unknown) => `$${String(values.push(value))}`;
        const conditions = [
          'n.recipient_id = $1',
          // Of what went to another team nothing more is told.
          `(n.conversation_id is null or ${visibleTo(caller, put)})`,
          ...(unread === undefined ? [] : [`n.read_at is ${unread ? '' : 'not '}null`]),
          ...(after
            ? [`(n.created_at, n.id) < (${put(after.value)}::timestamptz, ${put(after.id)}::uuid)`]
            : []),
        ];
        const { rows } = await pool.query<NotificationRow>(
          `select ${columns} from notifications n left join conversations c on c.id = n.conversation_id
            where ${conditions.join(' and ')} order by n.created_at desc, n.id desc limit $2`,
          values,
        );
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
        const values: unknown[] = [notificationId, recipientOf(caller)];
        const visible = visibleTo(caller, (value) => `$${String(values.push(value))}`);
        const { rows } = await pool.query<NotificationRow>(
          `with n as (
             update notifications n set read_at = coalesce(n.read_at, now())
              where n.id = $1 and n.recipient_id = $2 and (n.conversation_id is null or exists (
                select from conversations c where c.id = n.conversation_id and ${visible}))
              returning n.*
           ), told as (${tellNotifications('n')}) select ${columns} from n`,
          values,
        );
        hintLive(pool);
        const [row] = rows;
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
        await pool.query(
          toldOfNotifications(
            `update notifications set read_at = now() where recipient_id = $1 and read_at is null`,
          ),
          [recipientOf(caller)],
        );
        hintLive(pool);
        return {};
      },
    }),
  ];
}
