/** What must hold for every channel, from one table (test/channels/support/table.ts). */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type {
  Attachment,
  ChannelAccount,
  ChannelEvent,
  OutboundMessage,
  Source,
} from '../../channels/channel.ts';
import { channels } from '../../channels/index.ts';
import { moderationActions } from '../../domain/moderation.ts';
import { startPlatform } from './support/platform-server.ts';
import { codeOf, within } from './support/sending.ts';
import {
  mutated,
  nasty,
  pathsOf,
  receiveSoundly,
  withAt,
  withUnknownFields,
} from './support/soundness.ts';
import { table } from './support/table.ts';

const sources: Source[] = ['dm', 'comment', 'mention', 'review'];

test('the table has every channel', () => {
  expect(new Set(table.map(({ channel }) => channel.name))).toEqual(new Set(Object.keys(channels)));
});

describe.each(table)('$name', ({ channel, account, payloads, bodyOf, isBatched }) => {
  const receive = (body: Buffer) => receiveSoundly(channel, body, account);
  const eventsOf = (...items: unknown[]) =>
    receive(bodyOf(...items)).events.map(({ event }) => event);
  const each = Object.entries(payloads);

  test.each(each)('%s is an event, told in the account’s name', (_, payload) => {
    const events = eventsOf(payload);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(event.accountExternalId).toBe(account);
      expect(channel.capabilities.sources).toContain(event.source);
      // Without a customer it says with what it belongs, and the other way round.
      expect(event.belongsWith === undefined).toBe(event.customer.externalId !== '');
    }
  });

  test.each(each)('%s twice has the same keys', (_, payload) => {
    const keys = () => eventsOf(payload).map(({ kind, dedupeKey }) => `${kind}/${dedupeKey}`);
    expect(keys()).toEqual(keys());
  });

  test('different payloads have different keys', () => {
    const all = each.flatMap(([name, payload]) =>
      eventsOf(payload).map((event) => ({ name, key: `${event.kind}/${event.dedupeKey}` })),
    );
    const byKey = Map.groupBy(all, ({ key }) => key);
    // Fixtures of one event told in several ways share their key; none has more than those.
    for (const [, group] of byKey) expect(group.length).toBeLessThanOrEqual(4);
    expect(byKey.size).toBeGreaterThan(each.length / 2);
  });

  test.each(each)('%s keeps its meaning with fields that nobody documented', (_, payload) => {
    expect(eventsOf(withUnknownFields(payload))).toEqual(eventsOf(payload));
  });

  test.each(each)(
    '%s without any one of its fields is an event or is told why not',
    (_, payload) => {
      for (const path of pathsOf(payload)) {
        const { events, rest } = receive(bodyOf(withAt(payload, path, undefined)));
        expect(events.length + rest.length).toBeGreaterThan(0);
      }
    },
  );

  test('a broken neighbour costs no good one, in any order', () => {
    if (!isBatched) return;
    const [first] = each;
    const good = first?.[1];
    const alone = eventsOf(good);
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), fc.nat(), (broken, at) => {
        const items = broken.toSpliced(at % (broken.length + 1), 0, good);
        const found = eventsOf(...items).filter((event) =>
          alone.some((it) => isDeepStrictEqual(it, event)),
        );
        expect(found.length).toBeGreaterThanOrEqual(alone.length);
      }),
      { numRuns: 300 },
    );
  });

  // 10,000 cases for each channel: its own tests run some more on its very shapes.
  test('mutated payloads and any JSON never throw, lose nothing without a word, and no good neighbour', () => {
    const [first] = each;
    const good = first?.[1];
    const alone = eventsOf(good);
    fc.assert(
      fc.property(fc.oneof(mutated(payloads), nasty), fc.boolean(), (payload, isFirst) => {
        if (!isBatched) {
          const { events, rest } = receive(bodyOf(payload));
          expect(events.length + rest.length).toBeGreaterThan(0);
          return;
        }
        const items = isFirst ? [payload, good] : [good, payload];
        const { events, rest } = receive(bodyOf(...items));
        // Compared one by one only where it is not simply there.
        const found = events.filter(({ event }) =>
          alone.some((it) => isDeepStrictEqual(it, event)),
        );
        expect(found.length).toBeGreaterThanOrEqual(alone.length);
        expect(events.length + rest.length).toBeGreaterThan(alone.length);
      }),
      { numRuns: 9_000 },
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nasty), (body) => {
        receive(Buffer.from(JSON.stringify(body)));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        receive(Buffer.from(bytes));
      }),
      { numRuns: 500 },
    );
  }, 120_000);
});

describe.each(Object.values(channels))('what $name claims', (channel) => {
  const { capabilities, name } = channel;

  test('to hear of is what its payloads tell, and nothing else', () => {
    const events = table
      .filter((it) => it.channel === channel)
      .flatMap((it) =>
        Object.values(it.payloads).flatMap(
          (payload) => channel.receive(it.bodyOf(payload), it.account).events,
        ),
      )
      .map(({ event }) => event)
      // Beside what customers do: our own posts deleted elsewhere, and what a business account passes on to its bot.
      .filter(({ belongsWith, threadKey }) => !belongsWith && !threadKey.startsWith('business:'));
    const has = (kind: ChannelEvent['kind'], receipt?: 'delivered' | 'read') =>
      events.some((it) => it.kind === kind && (it.kind !== 'receipt' || receipt === it.receipt));
    const { edits, unsends, reactions, receipts } = capabilities;
    expect({
      ...{ edits: has('edit'), unsends: has('unsend'), reactions: has('reaction') },
      receipts: { delivered: has('receipt', 'delivered'), read: has('receipt', 'read') },
    }).toEqual({ edits, unsends, reactions, receipts });
  });

  let platform: Awaited<ReturnType<typeof startPlatform>>;
  let account: ChannelAccount;
  beforeAll(async () => {
    platform = await startPlatform();
    account = {
      ...{ id: 'account', platform: name, externalId: '1100001', baseUrl: platform.baseUrl },
      credentials: {
        ...{ pageAccessToken: 't', botToken: '9:t', accessToken: 't', clientSecret: 's' },
        ...{ consumerSecret: 's', identifier: 'shop.example', appPassword: 'p' },
        // Instagram's claims are those of the wider of its two logins.
        login: 'facebook',
      },
      ...{ webhookSecrets: ['s'], humanAgentApproved: true },
    };
  });
  afterAll(() => platform.stop());
  const message = (source: Source, content: string): OutboundMessage => ({
    ...{ id: '0d2c2f6e-1111-4222-8333-944455556666', recipientExternalId: '5001', source, content },
    ...{ threadKey: `${source}:5001`, attachments: [], isHuman: true },
    ...{ lastInboundAt: Date.now(), submittedAt: Date.now() },
    answers: { platformMessageId: '77', about: { postId: '7' } },
  });
  const asked = () => platform.seen.length > 0;
  const quiet = () => {
    platform.answersWith((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{}');
    });
  };

  test.each(sources)(
    'a %s is answered where it is claimed, and refused with a reason where not',
    async (source) => {
      quiet();
      const outcome = await channel.send(account, message(source, 'Hello'), within());
      const isClaimed = capabilities.text[source] !== undefined;
      expect(isClaimed).toBe(capabilities.sources.includes(source));
      if (isClaimed) expect(asked()).toBe(true);
      else {
        expect(asked()).toBe(false);
        expect(outcome.kind).toBe('refused');
      }
    },
  );

  test.each(sources)('a %s longer than its limit is refused before it is sent', async (source) => {
    const limit = capabilities.text[source];
    if (!limit) return;
    quiet();
    const long = 'x '.repeat(limit.max);
    expect(codeOf(await channel.send(account, message(source, long), within()))).toBe(
      'refused too_long',
    );
    expect(asked()).toBe(false);
  });

  test.each(sources)('a %s with a file is refused where files are not claimed', async (source) => {
    if (!capabilities.text[source] || capabilities.attachments[source]) return;
    quiet();
    const attachments = [{ kind: 'image' as const, url: 'https://desk.example/1.png' }];
    const outcome = await channel.send(account, { ...message(source, ''), attachments }, within());
    expect(outcome.kind).toBe('refused');
    expect(asked()).toBe(false);
  });

  test.each(moderationActions)(
    '%s is called where it is claimed, refused where not',
    async (action) => {
      quiet();
      const outcome = await channel.moderate(
        account,
        {
          ...{ id: 'w', action, source: capabilities.sources.at(-1) ?? 'dm', content: 'New words' },
          ...{ platformMessageId: '77', about: { postId: '7' }, customerExternalId: '5001' },
        },
        within(),
      );
      if (capabilities.moderation[action]) return;
      expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
      expect(asked()).toBe(false);
    },
  );

  test.each(sources)('all that is claimed for a %s is done, and nothing else', async (source) => {
    if (!capabilities.sources.includes(source)) return;
    for (const action of moderationActions) {
      quiet();
      const outcome = await channel.moderate(
        account,
        {
          ...{ id: 'w', action, source, content: 'New words', customerExternalId: '5001' },
          platformMessageId: name === 'linkedin' ? 'urn:li:comment:(urn:li:activity:7,77)' : '77',
          about: { postId: '7' },
        },
        within(),
      );
      const isRefused = outcome.kind === 'refused' && outcome.failure.code === 'not_offered';
      const isClaimed = capabilities.moderation[action]?.includes(source) ?? false;
      expect([action, isRefused]).toEqual([action, !isClaimed]);
    }
  });

  test.each(sources)('a %s with a file goes where files are claimed', async (source) => {
    const files = capabilities.attachments[source];
    const [kind] = files?.kinds ?? [];
    if (!files || !kind) return;
    quiet();
    const file: Attachment = {
      ...{ kind, url: 'https://desk.example/1.png', deskFileId: 'f', name: '1.png', size: 3 },
      mimeType: files.types?.[0] ?? 'image/png',
    };
    const open = async function* () {
      yield await Promise.resolve(Buffer.from('abc'));
    };
    const out = { ...message(source, ''), attachments: [file] };
    if (channel.upload) await channel.upload(account, out, { attachment: file, open }, within());
    else await channel.send(account, out, { ...within(), open });
    expect(asked()).toBe(true);
  });

  test('what is claimed is asked for', async () => {
    const calls: [boolean, () => Promise<unknown>][] = [
      [capabilities.history, () => channel.fetchConversations(account, undefined, within())],
      [capabilities.posts, () => channel.fetchPost(account, '7', within())],
      [capabilities.markAsRead, () => channel.markAsRead(account, '5001', within())],
      [capabilities.typing, () => channel.typing(account, '5001', true, within())],
      [
        capabilities.privateReplyDays !== undefined,
        () => channel.send(account, { ...message('dm', 'Hello'), privateReplyTo: '77' }, within()),
      ],
      [
        capabilities.windowHours !== undefined,
        () => channel.send(account, message('dm', 'Hello'), within()),
      ],
    ];
    for (const [isClaimed, call] of calls) {
      if (!isClaimed) continue;
      quiet();
      await call().catch(() => undefined);
      expect(asked()).toBe(true);
    }
  });

  test('a reply after the window is refused before it is sent, where one is claimed', async () => {
    const { windowHours } = capabilities;
    if (windowHours === undefined) return;
    quiet();
    const late = { ...message('dm', 'Hello'), lastInboundAt: Date.now() - 8 * 86_400_000 };
    expect(codeOf(await channel.send(account, late, within()))).toBe('refused window_closed');
    expect(asked()).toBe(false);
  });

  test('what cannot be asked for is not asked for', async () => {
    quiet();
    if (!capabilities.history) {
      expect(await channel.fetchConversations(account, undefined, within())).toEqual([]);
    }
    if (!capabilities.posts) {
      expect(await channel.fetchPost(account, '7', within())).toBeUndefined();
    }
    if (!capabilities.markAsRead) await channel.markAsRead(account, '5001', within());
    if (!capabilities.typing) await channel.typing(account, '5001', true, within());
    if (!capabilities.history && !capabilities.posts) expect(asked()).toBe(false);
    expect(capabilities.isPolled).toBe(channel.poll !== undefined);
  });
});
