/** An app on X that acts for one account, and what it is allowed. Times are ms since 1970. */
export interface XApp {
  account: string;
  scopes: string[];
  /** Access tokens given out; each lasts two hours. */
  tokens: { value: string; expiresAt: number }[];
  /** Good for one renewal. */
  refreshToken: string;
  isRevoked: boolean;
  webhooks: XWebhook[];
  subscriptions: XSubscription[];
  /** The webhook to which the older interface sends everything of the account. */
  allTo?: string;
  /** In which shape events go out. */
  events: 'xaa' | 'aaa';
  /** Pay per use: may answer only whose post names or answers the account, and may not block. */
  isSelfServe: boolean;
}

export interface XWebhook {
  id: string;
  url: string;
  isValid: boolean;
  createdAt: number;
  /** Its challenges have failed since then. */
  failingSince?: number;
}

export interface XSubscription {
  id: string;
  eventType: string;
  webhookId: string;
  tag: string;
  createdAt: number;
  updatedAt: number;
}

/** A file that the account brings: announced, then sent in segments, then closed. */
export interface XUpload {
  id: string;
  account: string;
  /** `dm_image`, `tweet_video`, … */
  category: string;
  mimeType: string;
  size: number;
  expiresAt: number;
  closedAt?: number;
}
