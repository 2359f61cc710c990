import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, startFakeDesk } from './support/desk.ts';
import { callsTo, encoded, us } from './support/linkedin.ts';
import { organization, startTestSandbox } from './support/sandbox.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'careline-sandbox-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

test('what was accepted is on disk before it is answered', async () => {
  const sandbox = await startTestSandbox({ home });
  await sandbox.inbound('facebook', { customer: '2400001', text: 'Hi' });
  const sent = await sandbox.sendAsPage('2400001', 'Hello');
  const journal = readFileSync(join(home, 'sandbox', 'journal.jsonl'), 'utf8');
  expect(journal).toContain(String(sent.body['message_id']));
  await sandbox.close();
});

test('a restart keeps chats, ledger and undelivered webhooks, whatever a crash left at the end', async () => {
  const first = await startTestSandbox({ home });
  const { body } = await first.inbound('facebook', {
    customer: { id: '2400001', name: 'Ana' },
    text: 'Hi',
  });
  await first.sendAsPage('2400001', 'Hello');
  const ledger = await first.ledger();
  await first.close();
  appendFileSync(join(home, 'sandbox', 'journal.jsonl'), '[["ledger","half a li');

  const desk = await startFakeDesk();
  const second = await startTestSandbox({ home, webhookBaseUrl: desk.url });
  expect(await second.ledger()).toEqual(ledger);
  await eventually(() =>
    desk.received.find((it) => it.body.includes(String(body['platformMessageId']))),
  );
  await eventually(() => desk.received.find((it) => it.body.includes('is_echo')));
  await second.sendAsPage('2400001', 'Still there?');
  expect((await second.ledger()).map((it) => it['seq'])).toEqual([1, 2]);
  await second.close();
  await desk.close();
});

test('a LinkedIn token, renewed once, its comments and likes outlive a restart', async () => {
  const first = await startTestSandbox({ home });
  const before = callsTo(first);
  const post = await before.publish('Launch day');
  const id = await before.says('When?');
  await before.rest('POST', `reactions?actor=${encoded(us)}`, { root: id, reactionType: 'LIKE' });
  const { clientId = '', clientSecret = '', refreshToken = '' } = organization.credentials;
  const renewed = await before.refresh({
    ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
    ...{ client_id: clientId, client_secret: clientSecret },
  });
  const { access_token: token } = (await renewed.json()) as { access_token: string };
  const grant = (await first.call('GET', '/sandbox/linkedin/grant')).body;
  await first.close();

  const second = await startTestSandbox({ home });
  const after = callsTo(second);
  expect((await second.call('GET', '/sandbox/linkedin/grant')).body).toEqual(grant);
  const [read] = (
    await after.rest('GET', after.commentsPath(post), undefined, {
      authorization: `Bearer ${token}`,
    })
  ).body['elements']!;
  expect(read).toMatchObject({ commentUrn: id, likesSummary: { likedByCurrentUser: true } });
  expect(await after.says('And now?')).not.toBe(id);
  await second.close();
});

test('ids go on after a reset', async () => {
  const sandbox = await startTestSandbox({ home });
  const before = await sandbox.inbound('telegram', { customer: '5001', text: 'Hi' });
  await sandbox.call('POST', '/sandbox/reset');
  expect((await sandbox.call('GET', '/sandbox/customers/telegram/5001/phone')).status).toBe(404);
  const after = await sandbox.inbound('telegram', { customer: '5001', text: 'Hi' });
  expect(Number(after.body['platformMessageId'])).toBeGreaterThan(
    Number(before.body['platformMessageId']),
  );
  await sandbox.close();
});
