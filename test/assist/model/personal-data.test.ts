/** A thousand pieces of personal data: none leaves for the model, and all are there again in what is shown. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stripInvisible } from '../../../domain/assist/invisible.ts';
import { foldText } from '../../../domain/assist/text-view.ts';
import type { ModelCall } from '../../../sandbox/model/call.ts';
import { newId } from '../../../runtime/ids.ts';
import { seededPieces, type Seeded } from '../data/personal-data.ts';
import { each, question, startStage, toldIn, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await stage.learn();
  // It says whatever it was told.
  await stage.mode({ mode: 'obedient' });
}, 60_000);
afterAll(() => stage.end());

/** Of one person, whose names and handles on other platforms are known. */
async function askedBy(seeds: readonly Seeded[]): Promise<string> {
  const id = await stage.asked([...seeds.map(({ text }) => text), question]);
  const personId = newId();
  await stage.pool.query(
    `update customers set person_id = $2 where id = (select customer_id from conversations where id = $1)`,
    [id, personId],
  );
  for (const { kind, known = '' } of seeds) {
    const [name, handle] = kind === 'name' ? [known, ''] : kind === 'handle' ? ['', known] : [];
    if (name === undefined) continue;
    await stage.pool.query(
      `insert into customers (id, account_id, platform, external_id, name, handle, person_id)
       values ($1, $2, 'facebook', $1::uuid::text, $3, $4, $5)`,
      [newId(), stage.desk.accountId, name, handle, personId],
    );
  }
  return id;
}

/** What the customer wrote, as the model was told it. */
const saidIn = (told: string) =>
  [...told.matchAll(/<untrusted (\w+)>\n([\s\S]*?)\n<\/untrusted \1>/g)]
    .map(([, , it]) => it)
    .join('\n');

/** What was to become vectors: what the customer wrote, before anything is found. */
const askedIn = ({ request }: ModelCall) => (request as { input: string[] }).input.join('\n');

/** What would betray it: each name, all digits in a row, the whole of an address. */
function tracesOf({ kind, piece, known = '' }: Seeded): string[] {
  const read = foldText(piece);
  if (kind === 'name') return foldText(known).split(' ');
  if (kind === 'handle') return [foldText(known)];
  return kind === 'email' ? [read] : [read, read.replaceAll(/[^\p{L}\p{N}]/gu, '')];
}

test('of 1,000 pieces none is in what the model or the search was sent, and all are restored', async () => {
  const seeds = seededPieces(1000);
  const learned = (await stage.ledger(0, 'embeddings')).at(-1)?.seq ?? 0;
  const groups = Array.from({ length: 200 }, (_, at) => seeds.slice(at * 5, at * 5 + 5));
  const asked = await each(groups, async (group) => ({ group, id: await askedBy(group) }));
  const rounds = await each(asked, async ({ group, id }) => ({
    group,
    round: await stage.suggest(id),
  }));
  const calls = await stage.ledger();
  expect(calls).toHaveLength(groups.length);
  const searches = await stage.ledger(learned, 'embeddings');
  expect(searches).toHaveLength(groups.length);
  expect(searches.filter((it) => askedIn(it).includes('⟦')).length).toBeGreaterThan(150);
  // Each call belongs to a group by what is left of its texts; what one group holds may be in no call at all.
  const said = [...calls.map((call) => saidIn(toldIn(call))), ...searches.map(askedIn)];
  const left = said.map(foldText);
  const rests = [...left, ...left.map((it) => it.replaceAll(/[^\p{L}\p{N}]/gu, ''))];
  const everything = rests.join('\n');
  const betrayed = seeds.filter((seeded) =>
    tracesOf(seeded).some((trace) => isIn(everything, trace)),
  );
  expect(betrayed.map(({ text }) => text)).toEqual([]);
  const lost = rounds.flatMap(({ group, round }) => {
    const shown = read(round.suggestions.map(({ content }) => content).join('\n'));
    return group.filter(({ text }) => !shown.includes(read(text)));
  });
  expect(rounds.filter(({ round }) => round.madeBy === 'search')).toEqual([]);
  expect(lost.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([]);
}, 180_000);

/** What is seen of it: what nobody sees need not come back. */
const read = (text: string) => foldText(stripInvisible(text));

/** A name is a word: "Tom" is not in "customer". */
const isIn = (text: string, trace: string): boolean =>
  new RegExp(
    String.raw`(?<![\p{L}\p{N}])${trace.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\p{L}\p{N}])`,
    'u',
  ).test(text);
