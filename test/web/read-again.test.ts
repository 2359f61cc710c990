/** A busy desk says a hundred things a second: each place asks once a second, and what it shows last is how it stands. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { takeChange } from '../../web/src/app/changes.ts';
import { listQuery } from '../../web/src/features/inbox/lists.ts';
import { readAgain } from '../../web/src/lib/read-again.ts';
import { aConversation } from './builders.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A place on the page that shows a key; the server's state counts up, and it answers after so long. */
function shown(
  queries: QueryClient,
  queryKey: readonly unknown[],
  { answersAfterMs = 20, isNew = false } = {},
) {
  const server = { state: 0, reads: 0 };
  const queryFn = async () => {
    server.reads += 1;
    const { state } = server;
    await new Promise((resolve) => setTimeout(resolve, answersAfterMs));
    return state;
  };
  if (!isNew) queries.setQueryData(queryKey, 0);
  const observer = new QueryObserver(queries, { queryKey, queryFn, staleTime: Infinity });
  onTestFinished(observer.subscribe(() => undefined));
  return Object.assign(server, { seen: () => queries.getQueryData(queryKey) });
}

/** So many things happen within so long, one after the other, and each is told. */
async function happen(times: number, withinMs: number, each: () => void): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    each();
    await vi.advanceTimersByTimeAsync(withinMs / times);
  }
}

test('a hundred askings within a second cost two reads, and the last state is read', async () => {
  const queries = new QueryClient();
  const agents = shown(queries, ['agents']);
  await happen(100, 990, () => {
    agents.state += 1;
    readAgain(queries, ['agents']);
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect({ reads: agents.reads, seen: agents.seen() }).toEqual({ reads: 2, seen: 100 });
});

test('one asking is read at once, and once', async () => {
  const queries = new QueryClient();
  const agents = shown(queries, ['agents']);
  agents.state = 1;
  readAgain(queries, ['agents']);
  await vi.advanceTimersByTimeAsync(30);
  expect(agents.seen()).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(agents.reads).toBe(1);
});

test('each key for itself', async () => {
  const queries = new QueryClient();
  const [agents, teams] = [shown(queries, ['agents']), shown(queries, ['teams'])];
  readAgain(queries, ['agents']);
  readAgain(queries, ['teams']);
  await vi.advanceTimersByTimeAsync(30);
  expect([agents.reads, teams.reads]).toEqual([1, 1]);
});

test('where a read takes longer than a second it is let finish, and the last state is read all the same', async () => {
  const queries = new QueryClient();
  const agents = shown(queries, ['agents'], { answersAfterMs: 2_500 });
  await happen(100, 5_000, () => {
    agents.state += 1;
    readAgain(queries, ['agents']);
  });
  expect(agents.seen()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(agents.seen()).toBe(100);
  expect(agents.reads).toBeLessThanOrEqual(3);
});

test('a hundred changes of the stream: the conversations at once, what else they touch once a second', async () => {
  const queries = new QueryClient();
  const [agents, counts] = [shown(queries, ['agents']), shown(queries, ['view-counts'])];
  const all = listQuery({ filter: {}, sort: 'updatedAt' }).queryKey;
  queries.setQueryData(all, { pages: [{ data: [], nextCursor: null }], pageParams: [undefined] });
  let version = 0;
  await happen(100, 990, () => {
    version += 1;
    const conversation = aConversation({ id: 'c', version });
    takeChange(
      queries,
      { type: 'change', seq: String(version), what: 'agent.changed', conversation },
      'me',
    );
    expect(queries.getQueryData(all)?.pages[0]?.data).toEqual([conversation]);
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect([agents.reads, counts.reads]).toEqual([2, 2]);
});

test('what is asked for while it is read for the first time is read once more', async () => {
  const queries = new QueryClient();
  const agents = shown(queries, ['agents'], { answersAfterMs: 500, isNew: true });
  agents.state = 1;
  readAgain(queries, ['agents']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect({ reads: agents.reads, seen: agents.seen() }).toEqual({ reads: 2, seen: 1 });
});
