import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { x } from '../../../channels/x/index.ts';

const account = (
  credentials: Record<string, string>,
  ...webhookSecrets: string[]
): ChannelAccount => ({
  id: 'account',
  platform: 'x',
  externalId: '111',
  credentials,
  webhookSecrets,
  humanAgentApproved: false,
});
const known = account({ consumerSecret: 'test_consumer_secret' });
const sign = (secret: string, body: string, algorithm = 'sha256') =>
  `sha256=${createHmac(algorithm, secret).update(body).digest('base64')}`;

const body = '{"for_user_id":"1"}';
const signature = 'sha256=oRimJrTZrI4uVjsQH57pPKpqjT4OqxThx4oyH5FVI5I=';

describe('x-twitter-webhooks-signature', () => {
  const verify = (
    of: ChannelAccount,
    raw: string,
    value: string | string[] | undefined,
    name = 'x-twitter-webhooks-signature',
  ) => x.verify(of, { headers: { [name]: value }, query: {}, rawBody: Buffer.from(raw) });

  const rotating = account({ consumerSecret: 'new' }, 'newer', 'test_consumer_secret');
  test.each<[string, boolean, ChannelAccount, string, string | string[] | undefined]>([
    ['known answer', true, known, body, signature],
    ['the previous secret while rotating', true, rotating, body, signature],
    ['the new secret while rotating', true, rotating, body, sign('new', body)],
    ['a webhook secret alone', true, account({}, 'only'), body, sign('only', body)],
    ['missing', false, known, body, undefined],
    ['empty', false, known, body, ''],
    ['given twice', false, known, body, [signature, signature]],
    ['wrong', false, known, body, signature.replace('oRim', 'oRin')],
    ['truncated', false, known, body, signature.slice(0, -5)],
    ['without the padding', false, known, body, signature.slice(0, -1)],
    ['longer', false, known, body, `${signature}AAAA`],
    ['without the scheme', false, known, body, signature.slice(7)],
    ['another scheme', false, known, body, signature.replace('sha256', 'sha512')],
    ['as hex', false, known, body, `sha256=${'a1'.repeat(32)}`],
    ['not ASCII', false, known, body, `sha256=${'ä'.repeat(43)}=`],
    ['another secret', false, known, body, sign('other', body)],
    ['an empty secret', false, account({ consumerSecret: '' }, ''), body, sign('', body)],
    ['no secret at all', false, account({}), body, sign('', body)],
    ['one byte of the body changed', false, known, body.replace('1', '2'), signature],
    ['the body re-serialised', false, known, '{"for_user_id": "1"}', signature],
    ['SHA-1', false, known, body, sign('test_consumer_secret', body, 'sha1')],
  ])('%s: %s', (_, expected, of, raw, value) => {
    expect(verify(of, raw, value)).toBe(expected);
  });

  test('the header may be written in any case, and another one is none', () => {
    expect(verify(known, body, signature, 'X-Twitter-Webhooks-Signature')).toBe(true);
    expect(verify(known, body, signature, 'x-hub-signature-256')).toBe(false);
  });

  test('escapes are signed as they are on the wire', () => {
    const wire = '{"t":"\\u00e4"}';
    expect(verify(known, wire, sign('test_consumer_secret', wire))).toBe(true);
    expect(verify(known, '{"t":"ä"}', sign('test_consumer_secret', wire))).toBe(false);
  });
});

describe('the challenge', () => {
  const ask = (of: ChannelAccount, query: Record<string, string | undefined>) =>
    x.handshake(of, { headers: {}, query, rawBody: Buffer.alloc(0) });

  test('known answer', () => {
    expect(ask(known, { crc_token: '9b4507b3-9040-4669-9ca3-6b94edb50553' })).toEqual({
      status: 200,
      body: '{"response_token":"sha256=8SJYMKk8Lb/xknGTsWAwtIJOVa/CWzSjoHKtDI6P4oo="}',
      isJson: true,
    });
  });

  test('a webhook secret answers where there is no consumer secret', () => {
    expect(ask(account({}, '', 'only'), { crc_token: 'MDRl+/c=' })?.body).toBe(
      JSON.stringify({ response_token: sign('only', 'MDRl+/c=') }),
    );
  });

  test.each<[string, ChannelAccount, Record<string, string | undefined>]>([
    ['no token', known, {}],
    ['an empty token', known, { crc_token: '' }],
    ['a token of thousands of characters', known, { crc_token: 'a'.repeat(257) }],
    ['an account without a secret', account({}), { crc_token: 'abc' }],
    ['an account with an empty secret', account({ consumerSecret: '' }, ''), { crc_token: 'abc' }],
  ])('%s is not ours', (_, of, query) => {
    expect(ask(of, query)).toBeUndefined();
  });

  test.each([body, ` ${body}`, '{"data":{}}', '[]', '"x"', '\ufeff{}'])(
    'nobody gets a signature for a body of theirs by asking for %j',
    (token) => {
      expect(ask(known, { crc_token: token })).toBeUndefined();
    },
  );
});
