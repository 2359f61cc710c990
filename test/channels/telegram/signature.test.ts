import { describe, expect, test } from 'vitest';
import { telegram } from '../../../channels/telegram/index.ts';

const verify = (webhookSecrets: string[], given: string | string[] | undefined) =>
  telegram.verify(
    {
      id: 'account',
      platform: 'telegram',
      externalId: '9',
      credentials: { botToken: '9:token' },
      webhookSecrets,
      humanAgentApproved: false,
    },
    {
      headers: { 'x-telegram-bot-api-secret-token': given },
      query: {},
      rawBody: Buffer.from('{}'),
    },
  );

describe('X-Telegram-Bot-Api-Secret-Token', () => {
  test.each([
    ['valid', ['s3cret'], 's3cret', true],
    ['the previous one while rotating', ['new', 's3cret'], 's3cret', true],
    ['missing', ['s3cret'], undefined, false],
    ['empty', ['s3cret'], '', false],
    ['wrong', ['s3cret'], 's3creT', false],
    ['truncated', ['s3cret'], 's3cre', false],
    ['longer', ['s3cret'], 's3cret ', false],
    ['given twice', ['s3cret'], ['s3cret', 's3cret'], false],
    ['not ASCII', ['s3cret'], 's3crét', false],
    ['an empty secret', [''], '', false],
    ['no secret at all', [], 's3cret', false],
  ])('%s', (_, secrets, given, expected) => {
    expect(verify(secrets, given)).toBe(expected);
  });

  test('there is no handshake, and bodies name no account', () => {
    const request = { headers: {}, query: {}, rawBody: Buffer.from('{"update_id":1}') };
    expect(telegram.accountsIn(request)).toEqual([]);
  });
});
