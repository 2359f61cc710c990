import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';

const account = (
  credentials: Record<string, string>,
  ...webhookSecrets: string[]
): ChannelAccount => ({
  id: 'account',
  platform: 'linkedin',
  externalId: '5150',
  credentials,
  webhookSecrets,
  humanAgentApproved: false,
});
const known = account({ clientSecret: 'test_client_secret' });
const bodyOnly = account({ clientSecret: 'test_client_secret', signatureVariant: 'body' });
type Headers = Record<string, string | string[] | undefined>;
const verify = (of: ChannelAccount, body: string | Buffer, headers: Headers) =>
  linkedin.verify(of, { headers, query: {}, rawBody: Buffer.from(body) });
const hmac = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex');
const sign = (secret: string, body: string) => hmac(secret, `hmacsha256=${body}`);

const body = '{"type":"X"}';
// Computed elsewhere: reference/channels.md, known-answer vectors.
const signature = '33097381dd7b58e819db6bb894c29085d26b2271214320fab9847aa81edc6d1d';
const overBodyOnly = 'a005c14b94206941692a325ebbe80b1736332bfc8c38b2781e33964ace15486c';

describe('X-LI-Signature', () => {
  const rotating = account({ clientSecret: 'new' }, 'newer', 'test_client_secret');
  test.each<[string, boolean, ChannelAccount, string, Headers]>([
    ['known answer', true, known, body, { 'x-li-signature': signature }],
    ['with the prefix', true, known, body, { 'x-li-signature': `hmacsha256=${signature}` }],
    ['a header in other case', true, known, body, { 'X-LI-Signature': signature }],
    ['hex in upper case', true, known, body, { 'x-li-signature': signature.toUpperCase() }],
    ['the previous secret', true, rotating, body, { 'x-li-signature': signature }],
    ['the new secret', true, rotating, body, { 'x-li-signature': sign('new', body) }],
    ['a webhook secret', true, account({}, 'w'), body, { 'x-li-signature': sign('w', body) }],
    ['body only, asked for', true, bodyOnly, body, { 'x-li-signature': overBodyOnly }],
    ['body only, not asked for', false, known, body, { 'x-li-signature': overBodyOnly }],
    ['prefixed, body only asked for', false, bodyOnly, body, { 'x-li-signature': signature }],
    ['missing', false, known, body, {}],
    ['undefined', false, known, body, { 'x-li-signature': undefined }],
    ['empty', false, known, body, { 'x-li-signature': '' }],
    ['the prefix alone', false, known, body, { 'x-li-signature': 'hmacsha256=' }],
    ['given twice', false, known, body, { 'x-li-signature': [signature, signature] }],
    ['wrong', false, known, body, { 'x-li-signature': signature.replace('3309', '3308') }],
    ['truncated', false, known, body, { 'x-li-signature': signature.slice(0, -2) }],
    ['longer', false, known, body, { 'x-li-signature': `${signature}00` }],
    ['another scheme', false, known, body, { 'x-li-signature': `sha256=${signature}` }],
    [
      'twice the prefix',
      false,
      known,
      body,
      { 'x-li-signature': `hmacsha256=hmacsha256=${signature}` },
    ],
    ['no hex', false, known, body, { 'x-li-signature': 'z'.repeat(64) }],
    ['not ASCII', false, known, body, { 'x-li-signature': 'ä'.repeat(64) }],
    ['another secret', false, known, body, { 'x-li-signature': sign('other', body) }],
    [
      'an empty secret',
      false,
      account({ clientSecret: '' }, ''),
      body,
      { 'x-li-signature': sign('', body) },
    ],
    ['no secret at all', false, account({}), body, { 'x-li-signature': sign('', body) }],
    ['one byte changed', false, known, '{"type":"Y"}', { 'x-li-signature': signature }],
    ['re-serialised', false, known, '{ "type": "X" }', { 'x-li-signature': signature }],
    ['in another header', false, known, body, { 'x-webhook-signature': signature }],
  ])('%s: %s', (_, expected, of, raw, headers) => {
    expect(verify(of, raw, headers)).toBe(expected);
  });

  test('bytes that are no text are signed as they are', () => {
    const raw = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const header = createHmac('sha256', 'test_client_secret')
      .update(Buffer.concat([Buffer.from('hmacsha256='), raw]))
      .digest('hex');
    expect(verify(known, raw, { 'x-li-signature': header })).toBe(true);
  });
});

describe('the challenge', () => {
  const challengeCode = '890e4665-4dfe-4ab1-b689-ed553bceeed0';
  const ask = (query: Record<string, string | undefined>, of = known) =>
    linkedin.handshake(of, { headers: {}, query, rawBody: Buffer.alloc(0) });
  const response = '2f02d4233a0396d6b4632fc7be62fd3ab68183421f688efcda0c1fcb2615273e';

  test('known answer, as JSON', () => {
    const answer = ask({ challengeCode });
    expect(answer?.status).toBe(200);
    expect(JSON.parse(answer?.body ?? '')).toEqual({ challengeCode, challengeResponse: response });
  });

  test.each([
    ['an application we do not know the id of', { challengeCode, applicationId: '7' }, known],
    [
      'our application',
      { challengeCode, applicationId: '7' },
      account({ clientSecret: 'test_client_secret', applicationId: '7' }),
    ],
    ['our account', { challengeCode, account: '5150' }, known],
  ])('%s is answered', (_, query, of) => {
    expect(ask(query, of)?.body).toContain(response);
  });

  test.each<[string, Record<string, string | undefined>, ChannelAccount]>([
    ['no challenge', {}, known],
    ['an empty challenge', { challengeCode: '' }, known],
    ['a very long one', { challengeCode: 'x'.repeat(101) }, known],
    ['an account without a client secret', { challengeCode }, account({}, 'w')],
    ['an account with an empty one', { challengeCode }, account({ clientSecret: '' })],
    [
      'another application',
      { challengeCode, applicationId: '8' },
      account({ clientSecret: 'test_client_secret', applicationId: '7' }),
    ],
    ['another account', { challengeCode, account: '5151' }, known],
    ['another platform’s', { 'hub.challenge': '1', 'hub.mode': 'subscribe' }, known],
  ])('%s is not ours', (_, query, of) => {
    expect(ask(query, of)).toBeUndefined();
  });

  test('never signs what could be a webhook', () => {
    for (const forged of [`hmacsha256=${body}`, body, 'hmacsha256=', '{"notifications":[]}']) {
      expect(ask({ challengeCode: forged })).toBeUndefined();
      expect(ask({ challengeCode: forged }, bodyOnly)).toBeUndefined();
    }
  });
});
