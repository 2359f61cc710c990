import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { instagram } from '../../../channels/instagram/index.ts';

const account = (
  credentials: Record<string, string>,
  ...webhookSecrets: string[]
): ChannelAccount => ({
  id: 'account',
  platform: 'instagram',
  externalId: '17841400000000001',
  credentials,
  webhookSecrets,
  humanAgentApproved: false,
});
const known = account({ appSecret: 'test_app_secret' });
const verify = (
  of: ChannelAccount,
  body: string | Buffer,
  headers: Record<string, string | string[] | undefined>,
) => instagram.verify(of, { headers, query: {}, rawBody: Buffer.from(body) });
const sign = (secret: string, body: string, algorithm = 'sha256') =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;

const body = '{"object":"page","entry":[]}';
const signature = 'sha256=5da47c9c7409e70d7a1851f0cfd9bc27786bd99587a9bf1dd5b51e23a2de03cf';

describe('X-Hub-Signature-256', () => {
  test.each([
    ['{"object":"page","entry":[]}', signature],
    // The escape is six characters on the wire, and is signed as such.
    ['{"t":"\\u00e4"}', 'sha256=50daf52e6a4c373be5927cf97fa1da300f00e8b4050de7aedeffdce3e532ab1a'],
  ])('known answer: %s', (raw, header) => {
    expect(verify(known, raw, { 'x-hub-signature-256': header })).toBe(true);
  });

  const rotating = account({ appSecret: 'new' }, 'newer', 'test_app_secret');
  test.each<
    [string, boolean, ChannelAccount, string, Record<string, string | string[] | undefined>]
  >([
    ['valid', true, known, body, { 'x-hub-signature-256': signature }],
    ['a header in other case', true, known, body, { 'X-Hub-Signature-256': signature }],
    [
      'the previous secret while rotating',
      true,
      rotating,
      body,
      { 'x-hub-signature-256': signature },
    ],
    [
      'the new secret while rotating',
      true,
      rotating,
      body,
      { 'x-hub-signature-256': sign('new', body) },
    ],
    [
      'a webhook secret alone',
      true,
      account({}, 'only'),
      body,
      { 'x-hub-signature-256': sign('only', body) },
    ],
    ['missing', false, known, body, {}],
    ['undefined', false, known, body, { 'x-hub-signature-256': undefined }],
    ['empty', false, known, body, { 'x-hub-signature-256': '' }],
    ['given twice', false, known, body, { 'x-hub-signature-256': [signature, signature] }],
    ['wrong', false, known, body, { 'x-hub-signature-256': signature.replace('5da4', '5da5') }],
    ['truncated', false, known, body, { 'x-hub-signature-256': signature.slice(0, -2) }],
    ['longer', false, known, body, { 'x-hub-signature-256': `${signature}00` }],
    ['without the scheme', false, known, body, { 'x-hub-signature-256': signature.slice(7) }],
    [
      'another scheme',
      false,
      known,
      body,
      { 'x-hub-signature-256': signature.replace('sha256', 'sha512') },
    ],
    ['no hex', false, known, body, { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
    ['not ASCII', false, known, body, { 'x-hub-signature-256': `sha256=${'ä'.repeat(64)}` }],
    ['another secret', false, known, body, { 'x-hub-signature-256': sign('other', body) }],
    [
      'an empty secret',
      false,
      account({ appSecret: '' }, ''),
      body,
      { 'x-hub-signature-256': sign('', body) },
    ],
    ['no secret at all', false, account({}), body, { 'x-hub-signature-256': sign('', body) }],
    [
      'one byte of the body changed',
      false,
      known,
      body.replace('page', 'paga'),
      { 'x-hub-signature-256': signature },
    ],
    [
      'the body re-serialised',
      false,
      known,
      JSON.stringify(JSON.parse(body), null, 1),
      { 'x-hub-signature-256': signature },
    ],
    [
      'escapes decoded',
      false,
      known,
      '{"t":"ä"}',
      { 'x-hub-signature-256': sign('test_app_secret', '{"t":"\\u00e4"}') },
    ],
    [
      'SHA-1 in its own header',
      false,
      known,
      body,
      { 'x-hub-signature': sign('test_app_secret', body, 'sha1') },
    ],
    [
      'SHA-1 in the new header',
      false,
      known,
      body,
      { 'x-hub-signature-256': sign('test_app_secret', body, 'sha1') },
    ],
  ])('%s: %s', (_, expected, of, raw, headers) => {
    expect(verify(of, raw, headers)).toBe(expected);
  });
});

describe('the handshake', () => {
  const ask = (query: Record<string, string | undefined>, verifyToken = 'right') =>
    instagram.handshake(account({ verifyToken }), { headers: {}, query, rawBody: Buffer.alloc(0) });
  const good = {
    'hub.mode': 'subscribe',
    'hub.verify_token': 'right',
    'hub.challenge': '1158201444',
  };

  test('gives the challenge back, verbatim', () => {
    expect(ask(good)).toEqual({ status: 200, body: '1158201444' });
  });

  test.each([
    ['a wrong token', { ...good, 'hub.verify_token': 'wrong' }, 'right'],
    ['no token', { ...good, 'hub.verify_token': undefined }, 'right'],
    ['no challenge', { ...good, 'hub.challenge': undefined }, 'right'],
    ['another mode', { ...good, 'hub.mode': 'unsubscribe' }, 'right'],
    ['an account without a token', { ...good, 'hub.verify_token': '' }, ''],
    ['nothing', {}, 'right'],
  ])('%s is not ours', (_, query, verifyToken) => {
    expect(ask(query, verifyToken)).toBeUndefined();
  });
});

test('another account’s secret vouches for none of ours', () => {
  const header = { 'x-hub-signature-256': sign('theirs', body) };
  expect(verify(account({ appSecret: 'theirs' }), body, header)).toBe(true);
  expect(verify(known, body, header)).toBe(false);
});
