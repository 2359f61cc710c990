/** What the live stream brings goes to its place in the lists that were read: as if they were read anew. */
import { QueryClient } from '@tanstack/react-query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compare,
  inboxSearchFrom,
  matches,
  type Listing,
} from '../../web/src/features/inbox/filter.ts';
import { dropFromLists, listQuery, placeInLists } from '../../web/src/features/inbox/lists.ts';
import type { Conversation } from '../../web/src/lib/types.ts';
import { aConversation, at } from './builders.ts';

const me = 'agent-me';

const conversations = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    minutes: fc.nat(20),
    due: fc.option(fc.nat(20)),
    status: fc.constantFrom('open', 'pending', 'resolved' as const),
    isMine: fc.boolean(),
    priority: fc.constantFrom('low', 'medium', 'high', 'urgent' as const),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
);

type Drawn = typeof conversations extends fc.Arbitrary<(infer T)[]> ? T : never;

const from = ({ id, minutes, due, status, isMine, priority }: Drawn): Conversation =>
  aConversation({
    id,
    status: status,
    priority: priority,
    updatedAt: at(minutes),
    ...(due === null ? {} : { owedBy: at(due) }),
    ...(isMine ? { assignedTo: me } : {}),
  });

const fresh = (all: readonly Conversation[], listing: Listing) =>
  all.filter((it) => matches(listing.filter, it, me)).sort(compare(listing));

test('a change leaves each list as a fresh read would give it', () => {
  const listings = fc.record({
    filter: fc.constantFrom<Listing['filter'][]>(
      {},
      { status: ['open'] },
      { assignedTo: 'me' },
      { assignedTo: 'none', status: ['open', 'pending'] },
    ),
    sort: fc.constantFrom<Listing['sort'][]>('updatedAt', 'dueAt', 'priority'),
  });
  fc.assert(
    fc.property(conversations, conversations, listings, (before, changes, listing) => {
      const queries = new QueryClient();
      const all = before.map(from);
      const key = listQuery(listing).queryKey;
      queries.setQueryData(key, {
        pages: [{ data: fresh(all, listing), nextCursor: null }],
        pageParams: [undefined],
      });
      const now = new Map(all.map((it) => [it.id, it]));
      for (const [index, drawn] of changes.entries()) {
        // Every other one is about a conversation that is there already.
        const id =
          index % 2 === 0 ? (all[index % Math.max(1, all.length)]?.id ?? drawn.id) : drawn.id;
        const changed = from({ ...drawn, id });
        now.set(id, changed);
        placeInLists(queries, changed, me);
      }
      const shown = queries.getQueryData(key)?.pages.flatMap(({ data }) => data);
      expect(shown).toEqual(fresh([...now.values()], listing));
    }),
    { numRuns: 300 },
  );
});

test('below what was read so far nothing is added: the next page brings it', () => {
  const queries = new QueryClient();
  const listing: Listing = { filter: {}, sort: 'updatedAt' };
  const key = listQuery(listing).queryKey;
  const page = { data: [aConversation({ id: 'a', updatedAt: at(9) })], nextCursor: 'more' };
  queries.setQueryData(key, { pages: [page], pageParams: [undefined] });
  placeInLists(queries, aConversation({ id: 'b', updatedAt: at(1) }), me);
  expect(queries.getQueryData(key)?.pages[0]?.data.map(({ id }) => id)).toEqual(['a']);
  placeInLists(queries, aConversation({ id: 'c', updatedAt: at(10) }), me);
  expect(queries.getQueryData(key)?.pages[0]?.data.map(({ id }) => id)).toEqual(['c', 'a']);
  dropFromLists(queries, 'c');
  expect(queries.getQueryData(key)?.pages[0]?.data.map(({ id }) => id)).toEqual(['a']);
});

test('one that is merged into another leaves every list', () => {
  const queries = new QueryClient();
  const listing: Listing = { filter: {}, sort: 'updatedAt' };
  const key = listQuery(listing).queryKey;
  const page = { data: [aConversation({ id: 'a' }), aConversation({ id: 'b' })], nextCursor: null };
  queries.setQueryData(key, { pages: [page], pageParams: [undefined] });
  placeInLists(queries, aConversation({ id: 'a', mergedInto: 'b' }), me);
  expect(queries.getQueryData(key)?.pages[0]?.data.map(({ id }) => id)).toEqual(['b']);
});

test('of a search only the server knows what belongs into it', () => {
  expect(matches({ q: 'refund' }, aConversation({ id: 'a' }), me)).toBeUndefined();
  expect(matches({ q: 'refund', status: ['closed'] }, aConversation({ id: 'a' }), me)).toBe(false);
});

test('whatever stands in the address is read; what is no filter is left out', () => {
  expect(
    inboxSearchFrom({
      q: 'x',
      status: 'open',
      platform: ['x', 'telegram'],
      unread: 'true',
      sort: 'size',
      evil: 1,
    }),
  ).toEqual({ q: 'x', status: ['open'], platform: ['x', 'telegram'], unread: true });
});
