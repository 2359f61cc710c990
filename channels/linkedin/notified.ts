/** What LinkedIn notified the organization of, asked for again (organizationalEntityNotifications, finder `criteria`). */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { callLinkedIn, encoded } from './client.ts';
import { valueOf } from './errors.ts';
import { Notification } from './payloads.ts';
import { organizationUrn } from './urns.ts';

const Notifications = z.object({ elements: z.array(z.unknown()) });

/** What customers wrote and where they named us: pages of notifications, back to `since` (ms). @throws ChannelError */
export async function* notified(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): AsyncGenerator<unknown[]> {
  const end = (options.now ?? Date.now)();
  const begin = Math.max(since ?? 0, end - retentionMs);
  for (let page = 0; page < maxPages; page += 1) {
    const query = {
      q: 'criteria',
      actions: 'List(COMMENT,COMMENT_MENTION,SHARE_MENTION)',
      organizationalEntity: encoded(organizationUrn(account.externalId)),
      timeRange: `(start:${begin},end:${end})`,
      start: String(page * perPage),
      count: String(perPage),
    };
    const path = 'organizationalEntityNotifications';
    const answer = await callLinkedIn(account, { method: 'GET', path, query }, options);
    const { elements } = valueOf(answer, Notifications, options);
    yield elements;
    if (elements.length < perPage) return;
  }
}

/** A post as a notification shows it. */
export interface ShownPost {
  /** The name that the Posts API knows it by. */
  share?: string;
  text?: string;
}

/** The post that an `activity` stands for; undefined where no notification of late is about it. @throws ChannelError */
export async function shownPost(
  account: ChannelAccount,
  activity: string,
  options: CallOptions,
): Promise<ShownPost | undefined> {
  let pages = 0;
  for await (const page of notified(account, undefined, options)) {
    for (const element of page) {
      const told = Notification.safeParse(element).data;
      if (told?.sourcePost !== activity) continue;
      const { decoratedGeneratedActivity: made, decoratedSourcePost: source } = told;
      const { entity, text } = made?.share ?? source ?? {};
      return {
        ...(entity !== undefined && { share: entity }),
        ...(text !== undefined && { text }),
      };
    }
    pages += 1;
    // Every page is a call of the day's.
    if (pages === mostPagesForPost) return undefined;
  }
  return undefined;
}

const retentionMs = 60 * 24 * 60 * 60_000;
const perPage = 50;
const maxPages = 200;
const mostPagesForPost = 10;
