import { createHmac } from 'node:crypto';
import { organization, type TestSandbox } from './sandbox.ts';

export const us = `urn:li:organization:${organization.externalId}`;
export const ana = 'urn:li:person:AbC';
const { accessToken = '', clientSecret = '' } = organization.credentials;

/** A URN as a path or a query holds it. */
export const encoded = (urn: string) =>
  encodeURIComponent(urn).replaceAll('(', '%28').replaceAll(')', '%29');

export const headers = {
  authorization: `Bearer ${accessToken}`,
  'linkedin-version': '202607',
  'x-restli-protocol-version': '2.0.0',
};

/** Calls of LinkedIn’s REST API, as the demo organization. */
export const callsTo = (sandbox: TestSandbox) => {
  const rest = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    sandbox.call(method, `/linkedin/rest/${path}`, body, { ...headers, ...more });
  const commentsPath = (urn: string) => `socialActions/${encoded(urn)}/comments`;
  return {
    rest,
    commentsPath,
    publish: async (text: string) =>
      String((await sandbox.call('POST', '/sandbox/linkedin/posts', { text })).body['id']),
    says: async (text: string, more: object = {}) => {
      const inbound = { kind: 'comment', customer: ana, text, ...more };
      const done = await sandbox.inbound('linkedin', inbound);
      return String(done.body['platformMessageId']);
    },
    /** Below the post (a share's URN), or below the comment. */
    answer: (post: string, text: string, parentComment?: string, more: object = {}) =>
      rest('POST', commentsPath(parentComment ?? post), {
        ...{ actor: us, object: post, message: { text } },
        ...(parentComment !== undefined && { parentComment }),
        ...more,
      }),
    setGrant: (change: object) => sandbox.call('PATCH', '/sandbox/linkedin/grant', change),
    refresh: (form: Record<string, string>) =>
      fetch(`${sandbox.url}/linkedin/oauth/v2/accessToken`, {
        method: 'POST',
        body: new URLSearchParams(form),
      }),
  };
};

/** The rightful answer to a challenge in an address. */
export function answerTo(path: string) {
  const challengeCode = new URL(path, 'http://desk').searchParams.get('challengeCode') ?? '';
  const challengeResponse = createHmac('sha256', clientSecret).update(challengeCode).digest('hex');
  return { status: 200, body: { challengeCode, challengeResponse } };
}
