/** `GET /organizationalEntityNotifications?q=criteria`: what an organization was told in the last 60 days, newest first. */
import type { Answer } from '../answer.ts';
import { ok, type LinkedInCall } from './call.ts';
import { badQuery, notAllowed } from './errors.ts';
import { organizationUrn } from './names.ts';
import { keyIn, listIn, pageIn, paged, valueIn } from './request.ts';

const actions = [
  ...['LIKE', 'COMMENT', 'SHARE', 'SHARE_MENTION', 'COMMENT_MENTION', 'ADMIN_COMMENT'],
  ...['COMMENT_EDIT', 'COMMENT_DELETE'],
];
const retentionMs = 60 * 24 * 60 * 60_000;

export function listNotifications({ world, account, request }: LinkedInCall): Answer {
  if (valueIn(request, 'q') !== 'criteria') throw badQuery('q');
  if (valueIn(request, 'organizationalEntity') !== organizationUrn(account)) {
    throw notAllowed('organizationalEntityNotifications of others’ organizations');
  }
  const asked = listIn(request.query.get('actions') ?? '', 'actions');
  const unknown = asked.find((it) => !actions.includes(it));
  if (unknown !== undefined) throw badQuery(`actions: ${unknown}`);
  const [from, to] = rangeIn(request.query.get('timeRange'));
  const oldest = world.now() - retentionMs;
  const found = [...world.tables.linkedinNotifications.values()]
    .filter(
      (it) => it.account === account.externalId && asked.includes(String(it.payload['action'])),
    )
    .filter(({ at }) => at >= Math.max(from, oldest) && at < to)
    .toSorted((one, other) => other.at - one.at)
    .map(({ payload }) => payload);
  return ok(paged(found, pageIn(request)));
}

function rangeIn(given: string | undefined): [from: number, to: number] {
  if (given === undefined) return [0, Number.POSITIVE_INFINITY];
  const refusal = () => badQuery('timeRange');
  const { start = '', end = '' } = keyIn(given, ['start', 'end'], refusal);
  if (!/^\d{1,15}$/.test(start) || !/^\d{1,15}$/.test(end)) throw refusal();
  return [Number(start), Number(end)];
}
