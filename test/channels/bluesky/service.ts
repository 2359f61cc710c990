/** Bluesky's services as one server: who is let in, and an answer for each method. */
import type { ChannelAccount } from '../../../channels/channel.ts';
import { json, startPlatform, type Answer, type SeenRequest } from '../support/platform-server.ts';

export const shop = 'did:plc:shop';
export const ana = 'did:plc:ana';
export const uriOf = (did: string, key: string) => `at://${did}/app.bsky.feed.post/${key}`;

let sessions = 0;
/** A new one each time, as Bluesky gives them. */
export const session = () => {
  sessions += 1;
  return {
    ...{ did: shop, handle: 'shop.example', active: true, emailConfirmed: true },
    ...{ accessJwt: `access-${String(sessions)}`, refreshJwt: `refresh-${String(sessions)}` },
    didDoc: {
      ...{ '@context': ['https://www.w3.org/ns/did/v1'], id: shop },
      // Never followed: whoever answers could name any address.
      service: [
        {
          id: '#atproto_pds',
          type: 'AtprotoPersonalDataServer',
          serviceEndpoint: 'https://elsewhere.invalid',
        },
      ],
    },
  };
};
export const letIn: Answer = (request, response) => {
  json(200, session())(request, response);
};
export const refusal = (status: number, error: string, message = '') =>
  json(status, { error, message });

const methodOf = ({ path }: SeenRequest) => path.replace(/^.*\/xrpc\//, '');

export async function startService() {
  // Loaded at the first login, which takes longer than the calls here may: before any clock runs.
  const [platform] = await Promise.all([startPlatform(), import('@atproto/api')]);
  let accounts = 0;
  return {
    ...platform,
    /** An account that nobody was let in for yet. */
    account(of: Partial<ChannelAccount> = {}): ChannelAccount {
      accounts += 1;
      return {
        ...{ id: `account-${String(accounts)}`, platform: 'bluesky', externalId: shop },
        baseUrl: platform.baseUrl,
        credentials: { identifier: 'shop.example', appPassword: 'abcd-efgh-ijkl-mnop' },
        ...{ webhookSecrets: [], humanAgentApproved: false },
        ...of,
      };
    },
    answers(methods: Record<string, Answer>) {
      const all: Record<string, Answer> = {
        'com.atproto.server.createSession': letIn,
        'com.atproto.server.refreshSession': letIn,
        ...methods,
      };
      platform.answersWith((request, response) => {
        const answer = all[methodOf(request)] ?? refusal(501, 'MethodNotImplemented');
        answer(request, response);
      });
    },
    /** What was asked, in order, but for sessions. */
    calls: () =>
      platform.seen.map(methodOf).filter((method) => !method.startsWith('com.atproto.server.')),
    logins: () => platform.seen.map(methodOf).filter((method) => /Session$/.test(method)),
    bodyOf: (method: string) => platform.seen.findLast((it) => methodOf(it) === method)?.body,
    seenOf: (method: string) => platform.seen.filter((it) => methodOf(it) === method),
  };
}
