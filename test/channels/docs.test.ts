/** Each platform's page says what the desk can do there, from the capabilities that the composer and the API read too. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Capabilities, TextLimit } from '../../channels/capabilities.ts';
import type { Source } from '../../channels/channel.ts';
import { channels } from '../../channels/index.ts';
import { moderationActions } from '../../domain/moderation.ts';

const head = '## What the desk can do there';

const names: Record<Source, string> = {
  ...{ dm: 'direct messages', comment: 'comments', mention: 'mentions', review: 'reviews' },
};
const units: Record<TextLimit['unit'], string> = {
  utf16: 'UTF-16 units',
  bytes: 'bytes of UTF-8',
  graphemes: 'characters as people see them',
  weighted: 'weighted characters',
};
const number = (it: number) => it.toLocaleString('en');
const megabytes = (it: number | undefined) =>
  it === undefined ? '' : `, up to ${number(it / 1_000_000)} MB`;
const sourcesIn = (list: readonly Source[]) => list.map((it) => names[it]).join(', ');
/** Alike for several sources: said once. */
const bySource = <T>(all: Partial<Record<Source, T>>, show: (it: T) => string): string[] =>
  [...Map.groupBy(Object.entries(all), ([, it]) => show(it))].map(
    ([shown, list]) => `${sourcesIn(list.map(([source]) => source as Source))}: ${shown}`,
  );

function told({ edits, unsends, reactions, receipts, echoes }: Capabilities): string {
  const all = { edits, 'messages taken back': unsends, reactions };
  const more = {
    'delivery receipts': receipts.delivered,
    'read receipts': receipts.read,
    'what is written elsewhere in the account’s name': echoes,
  };
  const found = Object.entries({ ...all, ...more }).flatMap(([name, is]) => (is ? [name] : []));
  return found.length > 0 ? found.join(', ') : 'none of these';
}

function linesOf(it: Capabilities): string[] {
  const files = bySource(
    it.attachments,
    ({ max, kinds, withText, maxBytes }) =>
      `${kinds.join(', ')}; ${max} in a message, ${withText ? 'beside words' : 'without words'}${megabytes(maxBytes)}`,
  );
  const moderation = moderationActions.flatMap((action) => {
    const where = it.moderation[action];
    return where ? [`\`${action}\` (${sourcesIn(where)})`] : [];
  });
  const human = it.humanAgentDays === undefined ? '' : `; a person’s ${it.humanAgentDays} days`;
  const asked = { history: 'conversations and messages', posts: 'posts' };
  const read = (['history', 'posts'] as const).flatMap((name) => (it[name] ? [asked[name]] : []));
  const shown = (['markAsRead', 'typing'] as const).flatMap((name) => (it[name] ? [name] : []));
  const firsts = { never: 'no', after_contact: 'once the customer has written', always: 'yes' };
  return [
    `Comes in: ${sourcesIn(it.sources)}; ${it.isPolled ? 'the desk asks for it' : 'by webhook'}.`,
    `Words: ${bySource(it.text, ({ max, unit, maxBytes }) => `${number(max)} ${units[unit]}${maxBytes === undefined ? '' : ` and ${number(maxBytes)} bytes`}`).join('; ')}.`,
    `Files: ${files.join('; ') || 'none'}.`,
    `Replies to direct messages: ${it.windowHours === undefined ? 'without a window' : `${it.windowHours} hours after the customer’s last${human}`}.`,
    `Answers to comments in private: ${it.privateReplyDays === undefined ? 'none' : `once, within ${it.privateReplyDays} days`}.`,
    `Told of: ${told(it)}.`,
    `Read back: ${read.join(', ') || 'nothing'}.`,
    `Shown to the customer: ${shown.join(', ') || 'nothing'}.`,
    `Moderation: ${moderation.join(', ') || 'none'}.`,
    `Sent again, it is the same there: ${sourcesIn(it.idempotentSend) || 'never'}.`,
    `Writes first: ${firsts[it.writeFirst]}.`,
  ];
}

describe.each(Object.values(channels))('docs/platforms/$name.md', ({ name, capabilities }) => {
  test('says what the capabilities say', async () => {
    const path = new URL(`../../docs/platforms/${name}.md`, import.meta.url);
    const page = await readFile(path, 'utf8');
    const made = [
      head,
      '',
      'Made from `channels/` by `npx vitest run test/channels/docs.test.ts -u`.',
      '',
      ...linesOf(capabilities).map((line) => `- ${line}`),
      '',
      '',
    ].join('\n');
    const [before = '', rest = ''] = page.split(`${head}\n`);
    const after = rest.slice(rest.search(/^## /m));
    const [intro = '', ...others] = page.split(/^(?=## Limits$)/m);
    const whole = rest === '' ? `${intro}${made}${others.join('')}` : `${before}${made}${after}`;
    await expect(whole).toMatchFileSnapshot(path.pathname);
  });
});
