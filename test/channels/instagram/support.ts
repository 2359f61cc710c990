import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { json } from '../support/platform-server.ts';

const base = {
  ...{ id: 'account', platform: 'instagram' as const, externalId: '17841400000000001' },
  ...{ webhookSecrets: [], humanAgentApproved: true },
};

/** Connected with a token of its own. */
export const byInstagram = (baseUrl: string): ChannelAccount => ({
  ...{ ...base, baseUrl, credentials: { accessToken: 'ig-token', login: 'instagram' } },
});

/** Connected through the Page it is linked to. */
export const byFacebook = (baseUrl: string): ChannelAccount => ({
  ...{ ...base, baseUrl },
  credentials: { pageAccessToken: 'page-token', pageId: '1100001', login: 'facebook' },
});

export const hour = 60 * 60_000;

export const message: OutboundMessage = {
  ...{ id: '0d2c2f6e-1111-4222-8333-944455556666', recipientExternalId: '9001' },
  ...{ threadKey: 'dm:9001', source: 'dm', content: 'Checking now', attachments: [] },
  ...{ isHuman: true, lastInboundAt: Date.now() - hour, submittedAt: Date.now() },
};

export const comment: OutboundMessage = {
  ...{ ...message, source: 'comment', recipientExternalId: '9009' },
  threadKey: 'comment:1790001:9009',
  answers: { platformMessageId: '1780001', about: { postId: '1790001' } },
};

export const failed = (code: number, subcode?: number, more: object = {}) => ({
  error: {
    ...{ message: `(#${String(code)}) said Meta`, type: 'OAuthException', code, fbtrace_id: 'A' },
    ...(subcode !== undefined && { error_subcode: subcode }),
    ...more,
  },
});
export const refusal = (code: number, subcode?: number) => json(400, failed(code, subcode));
