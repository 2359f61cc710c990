import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  Attachment,
  ChannelAccount,
  ChannelEvent,
  OutboundMessage,
  UploadOutcome,
} from '../../channels/channel.ts';
import { partsOf } from '../../channels/parts.ts';
import { x } from '../../channels/x/index.ts';
import { accountKinds, inTheDesksForm } from '../../sandbox/accounts.ts';
import { samples } from '../../sandbox/control/samples.ts';
import { png } from '../files/support.ts';
import { eventually, startFakeDesk, type FakeDesk } from '../sandbox/support/desk.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { within } from './support/sending.ts';

// Files on X, both ways: the channel and the sandbox were written from X's documentation, not from each other.
const { demo } = accountKinds.x;
let desk: FakeDesk;
let sandbox: TestSandbox;
let account: ChannelAccount;
beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
  const { baseUrl, credentials, webhookSecrets } = inTheDesksForm(demo, sandbox.url);
  account = {
    ...{ id: 'x', platform: 'x', externalId: demo.externalId, baseUrl },
    ...{ credentials, webhookSecrets, humanAgentApproved: false },
  };
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});
beforeEach(() => sandbox.call('PATCH', '/sandbox/x/app', { events: 'xaa' }));

const heard = (id: string, kind: 'message' | 'echo') =>
  eventually(() =>
    desk.received
      .flatMap(({ body }) => x.receive(Buffer.from(body), account.externalId).events)
      .map(({ event }) => event)
      .find(
        (it): it is Extract<ChannelEvent, { kind: 'message' | 'echo' }> =>
          it.kind === kind && it.platformMessageId === id,
      ),
  );
const says = async (inbound: object) => {
  const { body } = await sandbox.inbound('x', inbound);
  return heard(String(body['platformMessageId']), 'message');
};
const bytesOf = async ({
  url,
  headers = {},
}: {
  url: string;
  headers?: Record<string, string>;
}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};
const file = (base64: string) => ({ kind: 'image', mimeType: 'image/png', base64 });

describe.each(['xaa', 'aaa'])('what customers attach, as %s tells it', (events) => {
  beforeEach(() => sandbox.call('PATCH', '/sandbox/x/app', { events }));

  test('in private it is for the account alone', async () => {
    const attachments = [file(png.toString('base64'))];
    const asked = await says({ customer: '2500801', text: 'This one', attachments });
    expect(asked).toMatchObject({ content: 'This one', contentType: 'image' });
    const [attachment] = asked.attachments;
    expect(attachment?.url).toMatch(/^https:\/\/ton\.twitter\.com\//);
    const source = await x.fileSource?.(account, attachment ?? { kind: 'image' }, within());
    if (!source) throw new Error('no source');
    expect(await bytesOf(source)).toEqual({ status: 200, bytes: png });
    expect((await bytesOf({ url: source.url })).status).toBe(401);
  });

  test('in public it is open, and its address is no part of the words', async () => {
    const attachments = [file(png.toString('base64')), { kind: 'image' }];
    const asked = await says({ kind: 'comment', customer: '2500802', text: 'Torn!', attachments });
    expect(asked.content).toBe('Torn!');
    expect(asked.attachments).toHaveLength(2);
    const [attachment] = asked.attachments;
    const source = await x.fileSource?.(account, attachment ?? { kind: 'image' }, within());
    expect(source).toEqual({ url: attachment?.url });
    expect(await bytesOf(source ?? { url: '' })).toEqual({ status: 200, bytes: png });
  });
});

const replyTo = (
  asked: Extract<ChannelEvent, { kind: 'message' | 'echo' }>,
  content: string,
  attachments: Attachment[],
): OutboundMessage => ({
  ...{ id: `out-${content}`, recipientExternalId: asked.customer.externalId, content, attachments },
  ...{ threadKey: asked.threadKey, source: asked.source, isHuman: true, submittedAt: Date.now() },
  ...(asked.source !== 'dm' && { answers: { platformMessageId: asked.platformMessageId } }),
});
/** As the delivery does it, attempt after attempt. */
async function brought(
  message: OutboundMessage,
  attachment: Attachment,
  bytes: Buffer,
): Promise<{ outcome: UploadOutcome; attempts: number }> {
  let state: string | undefined;
  for (let attempts = 1; ; attempts += 1) {
    const open = () => chunksOf(bytes);
    const given = { attachment, open, ...(state !== undefined && { state }) };
    const outcome = await x.upload?.(account, message, given, within());
    if (!outcome) throw new Error('no upload');
    if (outcome.kind !== 'under_way') return { outcome, attempts };
    state = outcome.state;
    await pause(Math.max(0, outcome.at - Date.now()));
  }
}
// eslint-disable-next-line @typescript-eslint/require-await -- as a store reads
async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
const own = (bytes: Buffer, mimeType = 'image/png'): Attachment => ({
  ...{ kind: mimeType.startsWith('video') ? 'video' : 'image', deskFileId: 'd', mimeType },
  size: bytes.length,
});
const sendWith = async (
  asked: Extract<ChannelEvent, { kind: 'message' | 'echo' }>,
  content: string,
  files: [Attachment, Buffer][],
) => {
  const attachments: Attachment[] = [];
  for (const [attachment, bytes] of files) {
    const { outcome } = await brought(replyTo(asked, content, []), attachment, bytes);
    expect(outcome.kind).toBe('uploaded');
    if (outcome.kind !== 'uploaded') continue;
    attachments.push({ ...attachment, handle: outcome.handle });
  }
  const message = replyTo(asked, content, attachments);
  return { message, outcome: await x.send(account, message, within()) };
};
const inTheLedger = async (platformMessageId: string) => {
  const lines = await sandbox.ledger('?platform=x');
  const line = lines.find((it) => it['platformMessageId'] === platformMessageId);
  return Promise.all(
    (line?.['attachments'] ?? []).map(
      async (it) =>
        (await bytesOf({ url: `${sandbox.url}/sandbox/media/${String(it['fileId'])}` })).bytes,
    ),
  );
};
const idOf = (outcome: Awaited<ReturnType<typeof x.send>>) =>
  outcome.kind === 'sent' ? outcome.platformMessageId : JSON.stringify(outcome);

describe('what the desk attaches', () => {
  test('arrives byte by byte in a direct message, and its echo shows it without X’s own address', async () => {
    const asked = await says({ customer: '2500811', text: 'Label?' });
    const { outcome } = await sendWith(asked, 'Here', [[own(png), png]]);
    expect(await inTheLedger(idOf(outcome))).toEqual([png]);
    expect(await heard(idOf(outcome), 'echo')).toMatchObject({
      ...{ content: 'Here', attachments: [{ kind: 'image' }] },
    });
  });

  test('of several segments is put together in their order', async () => {
    const asked = await says({ customer: '2500812', text: 'Photo?' });
    const large = Buffer.concat([png, Buffer.alloc(4_500_000, 'abcdefg')]);
    const { outcome } = await sendWith(asked, '', [[own(large), large]]);
    expect(await inTheLedger(idOf(outcome))).toEqual([large]);
  });

  test('goes four to a post; a fifth and a film have posts of their own', async () => {
    const asked = await says({ kind: 'comment', customer: '2500813', text: 'All of them?' });
    const pictures = Array.from({ length: 5 }, () => own(png));
    const film = samples.video.bytes;
    const all = [...pictures, own(film, 'video/mp4')];
    const parts = partsOf(x.capabilities, 'comment', { content: 'Yes', attachments: all });
    expect(parts.map(({ attachments }) => attachments.length)).toEqual([4, 1, 1]);
    for (const [n, { content, attachments }] of parts.entries()) {
      const files = attachments.map((it): [Attachment, Buffer] => [it, n === 2 ? film : png]);
      const { outcome } = await sendWith(asked, content, files);
      expect(await inTheLedger(idOf(outcome))).toEqual(files.map(([, bytes]) => bytes));
    }
  }, 20_000);

  test('that X works on is asked about again, not sent again', async () => {
    const asked = await says({ customer: '2500814', text: 'How?' });
    const { bytes } = samples.video;
    const message = replyTo(asked, '', []);
    const { outcome, attempts } = await brought(message, own(bytes, 'video/mp4'), bytes);
    expect(outcome.kind).toBe('uploaded');
    expect(attempts).toBeGreaterThan(1);
  });

  test('proves a message whose answer was lost, even one without words', async () => {
    const asked = await says({ customer: '2500815', text: 'And?' });
    await sendWith(asked, '', [[own(png), png]]);
    await sandbox.call('POST', '/sandbox/faults', {
      ...{ platform: 'x', endpoint: 'send', kind: 'accept_then_drop', count: 1 },
    });
    const { message, outcome } = await sendWith(asked, '', [[own(png), png]]);
    expect(outcome.kind).toBe('unknown');
    const proof = await x.reconcile(account, message, within());
    expect(await inTheLedger(proof?.platformMessageId ?? '')).toEqual([png]);
    const lines = await sandbox.ledger('?platform=x&customer=2500815');
    expect(lines.at(-1)?.['platformMessageId']).toBe(proof?.platformMessageId);
  });

  test.each([
    ['is not what it says', Buffer.from('no picture'), 'image/png', 'refused rejected'],
    ['is of a kind X does not know', png, 'image/tiff', 'refused rejected'],
  ])('is refused when it %s', async (_what, bytes, mimeType, expected) => {
    const asked = await says({ customer: '2500816', text: 'Well?' });
    const { outcome } = await brought(replyTo(asked, '', []), own(bytes, mimeType), bytes);
    expect('failure' in outcome && `${outcome.kind} ${outcome.failure.code}`).toBe(expected);
  });

  test('is refused where it was brought for something else', async () => {
    const asked = await says({ customer: '2500817', text: 'Well?' });
    const comment = await says({ kind: 'comment', customer: '2500817', text: 'Well?' });
    const { outcome } = await brought(replyTo(asked, '', []), own(png), png);
    const handle = outcome.kind === 'uploaded' ? outcome.handle : '';
    const message = replyTo(comment, 'Look', [{ ...own(png), handle }]);
    expect(await x.send(account, message, within())).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'attachment_failed' } },
    });
  });
});
