/** The stream and the reads are two ways: whichever is faster, what stands on the page in the end is how it is. */
import { InfiniteQueryObserver, QueryClient, type InfiniteData } from '@tanstack/react-query';
import { expect, onTestFinished, test } from 'vitest';
import type { ChangeFrame } from '../../api/live/frames.ts';
import { createCatchUp } from '../../web/src/app/catch-up.ts';
import { putChange } from '../../web/src/app/changes.ts';
import { listQuery } from '../../web/src/features/inbox/lists.ts';
import type { Page } from '../../web/src/lib/api.ts';
import type { Conversation } from '../../web/src/lib/types.ts';
import { aConversation, at } from './builders.ts';

const query = listQuery({ filter: {}, sort: 'updatedAt' });
const old = aConversation({ id: 'old', updatedAt: at(1) });

/** A list on the page, answered when the test says so, with what the desk had when it was asked. */
function aList(known?: InfiniteData<Page<Conversation>, string | undefined>) {
  const queries = new QueryClient();
  if (known) queries.setQueryData(query.queryKey, known);
  let answer: (data: Conversation[]) => void = () => undefined;
  const observer = new InfiniteQueryObserver(queries, {
    ...query,
    queryFn: () =>
      new Promise<Page<Conversation>>((resolve) => {
        answer = (data) => {
          resolve({ data, nextCursor: null });
        };
      }),
  });
  const { hear, stop } = createCatchUp(queries, (change) => {
    putChange(queries, change, 'me');
  });
  onTestFinished(observer.subscribe(() => undefined));
  onTestFinished(stop);
  return {
    read: () => observer.refetch(),
    answer: (data: Conversation[]) => {
      answer(data);
    },
    told(conversation: Conversation) {
      const frame: ChangeFrame = { type: 'change', seq: '1', what: 'opened', conversation };
      hear(frame);
      putChange(queries, frame, 'me');
    },
    shown: () => observer.getCurrentResult().data?.pages[0]?.data.map(({ id }) => id),
  };
}

test('what is told during the first read of a list stands in it', async () => {
  const list = aList();
  list.told(aConversation({ id: 'new', updatedAt: at(2) }));
  list.answer([old]);
  await expect.poll(list.shown).toEqual(['new', 'old']);
});

test('what is told while a list is read anew is not undone by the answer', async () => {
  const list = aList({ pages: [{ data: [old], nextCursor: null }], pageParams: [undefined] });
  const reading = list.read();
  list.told(aConversation({ id: 'new', updatedAt: at(2) }));
  expect(list.shown()).toEqual(['new', 'old']);
  list.answer([old]);
  await reading;
  expect(list.shown()).toEqual(['new', 'old']);
});

test('what was told before a read began is not put over it', async () => {
  const list = aList({ pages: [{ data: [old], nextCursor: null }], pageParams: [undefined] });
  list.told(aConversation({ id: 'gone', updatedAt: at(2) }));
  const reading = list.read();
  list.answer([old]);
  await reading;
  expect(list.shown()).toEqual(['old']);
});
