import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { channelOf, channels, platformOf } from '../../channels/index.ts';
import { keyOf } from '../../channels/keys.ts';
import { isSignedByRelay } from '../../channels/relay.ts';

test('channels are found by their names', () => {
  for (const [name, channel] of Object.entries(channels)) expect(channel.name).toBe(name);
  expect(channelOf('facebook')).toBe(channels.facebook);
  expect(channelOf('x')?.name).toBe('x');
});

test.each([
  ['facebook', 'facebook'],
  ['Telegram', 'telegram'],
  ['twitter', 'x'],
  ['x', 'x'],
  ['myspace', undefined],
  ['__proto__', undefined],
  ['', undefined],
])('platformOf(%j) is %j', (name, expected) => {
  expect(platformOf(name)).toBe(expected);
});

describe('a relay signs every platform alike', () => {
  const body = '{"any":"thing"}';
  const sign = (secret: string, of = body) => createHmac('sha256', secret).update(of).digest('hex');

  test.each<[string, boolean, string[], string | string[] | undefined]>([
    ['valid', true, ['one'], sign('one')],
    ['the previous secret while rotating', true, ['two', 'one'], sign('one')],
    ['missing', false, ['one'], undefined],
    ['wrong', false, ['one'], sign('other')],
    ['of another body', false, ['one'], sign('one', `${body} `)],
    ['truncated', false, ['one'], sign('one').slice(2)],
    ['with a scheme', false, ['one'], `sha256=${sign('one')}`],
    ['given twice', false, ['one'], [sign('one'), sign('one')]],
    ['an empty secret', false, [''], sign('')],
    ['no secret', false, [], sign('')],
  ])('%s: %s', (_, expected, webhookSecrets, signature) => {
    const headers = { 'x-webhook-signature': signature };
    const request = { headers, query: {}, rawBody: Buffer.from(body) };
    expect(isSignedByRelay({ webhookSecrets }, request)).toBe(expected);
  });
});

test('keys of different parts differ, also where parts hold the separator', () => {
  expect(keyOf('dm', 'did:plc:1')).toBe('dm:did:plc:1');
  expect(keyOf('a:b', 'c')).toMatch(/^sha256:[0-9a-f]{64}$/);
  const keys = [keyOf('a', 'b:c'), keyOf('a:b', 'c'), keyOf('a:', 'b:c'), keyOf('', 'a:b:c')];
  expect(new Set(keys).size).toBe(keys.length);
});
