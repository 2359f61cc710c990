import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { keyOf } from '../../../channels/keys.ts';

export const post = 'urn:li:activity:71000';
export const us = 'urn:li:organization:5150';
export const ana = 'urn:li:person:AbC';
export const urn = (id: number | string, of = post) => `urn:li:comment:(${of},${id})`;

/** How a path writes a URN. */
export const inPath = (text: string) =>
  encodeURIComponent(text).replaceAll('(', '%28').replaceAll(')', '%29');

export const accountAt = (baseUrl: string): ChannelAccount => ({
  id: 'account',
  platform: 'linkedin',
  externalId: '5150',
  baseUrl,
  credentials: { accessToken: 'token', clientSecret: 's' },
  webhookSecrets: [],
  humanAgentApproved: false,
});

export const submittedAt = 1795420800000;
export const message: OutboundMessage = {
  id: '0d2c2f6e-1111-4222-8333-944455556666',
  recipientExternalId: ana,
  threadKey: keyOf('comment', post, ana),
  source: 'comment',
  answers: { platformMessageId: urn(71001), about: { postId: post } },
  content: 'December',
  attachments: [],
  isHuman: true,
  submittedAt,
};

/** A comment as the Comments API tells it. */
export const told = (
  id: number,
  text: string,
  { actor = us, at = submittedAt + 1_000, ...more }: Record<string, unknown> = {},
) => ({
  id: String(id),
  actor,
  message: { text, attributes: [] },
  object: post,
  commentUrn: urn(id),
  created: { actor, time: at },
  lastModified: { actor, time: at },
  commentsSummary: { totalFirstLevelComments: 0, aggregatedTotalComments: 0 },
  likesSummary: { totalLikes: 0 },
  ...more,
});

export const page = (...elements: unknown[]) => ({
  elements,
  paging: { start: 0, count: 50, links: [] },
});

/** What LinkedIn says went wrong. */
export const failed = (status: number, message: string, more: object = {}) => ({
  message,
  status,
  ...more,
});
