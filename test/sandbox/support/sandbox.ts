import { createLogger } from '../../../runtime/logger.ts';
import { startSandbox } from '../../../sandbox/app.ts';
import type { SandboxOptions } from '../../../sandbox/app.ts';
import { accountKinds } from '../../../sandbox/accounts.ts';

export const page = accountKinds.facebook.demo;
export const bot = accountKinds.telegram.demo;
export const organization = accountKinds.linkedin.demo;
const { botToken = '' } = bot.credentials;
const { pageAccessToken = '' } = page.credentials;

export interface Reply {
  status: number;
  headers: Headers;
  // Tests look into answers of many shapes; what is not there makes the expectation fail.
  body: Answer;
}
export type Answer = { [key: string]: Answer } & Answer[] & (string | number | boolean | undefined);

export type TestSandbox = Awaited<ReturnType<typeof startTestSandbox>>;

/** A sandbox with the calls that tests make of it. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({
    port: 0,
    webhookBaseUrl: 'http://127.0.0.1:9',
    quiet: true,
    log: createLogger('sandbox', 'silent'),
    echoFirstProbability: 0,
    ...options,
  });
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed as Answer };
  };
  const authorization = `Bearer ${pageAccessToken}`;
  return {
    ...sandbox,
    call,
    inbound: (platform: string, inbound: object) =>
      call('POST', `/sandbox/${platform}/inbound`, inbound),
    graph: (method: string, path: string, body?: unknown) =>
      call(method, `/meta/v26.0${path}`, body, { authorization }),
    sendAsPage: (customer: string, text: string, more: object = {}) =>
      call(
        'POST',
        `/meta/v26.0/${page.externalId}/messages`,
        { recipient: { id: customer }, messaging_type: 'RESPONSE', message: { text }, ...more },
        { authorization },
      ),
    botMethod: (method: string, parameters: object = {}) =>
      call('POST', `/telegram/bot${botToken}/${method}`, parameters),
    ledger: async (query = '') => (await call('GET', `/sandbox/ledger${query}`)).body['data']!,
  };
}
