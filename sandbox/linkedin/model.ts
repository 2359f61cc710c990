/** What an app may do for an organization, and how it uses that. Times are ms since 1970. */
export interface LinkedInGrant {
  account: string;
  /** Of the member who agreed: ADMINISTRATOR, DIRECT_SPONSORED_CONTENT_POSTER, … */
  role: string;
  scopes: string[];
  /** Every access token given out; each lasts until its own time. */
  tokens: { value: string; expiresAt: number }[];
  refreshExpiresAt: number;
  isRevoked: boolean;
  grantedAt: number;
  isSubscribed: boolean;
  /** Challenges of the webhook that failed in a row. */
  failedChallenges: number;
  /** No webhooks until a challenge is answered. */
  isBlocked: boolean;
  settings: LinkedInSettings;
}

export interface LinkedInSettings {
  /** Versions of the API, YYYYMM, that are switched on. */
  activeVersions: string[];
  /** Characters of a comment; undocumented. */
  maxTextLength: number;
  /** Of each resource, until 00:00 UTC. */
  callsPerDay: { application: number; member: number };
  commentsPerMinute: number;
  /** The app is a partner that sees people's names. */
  seesPeople: boolean;
}

/** What the organization was notified of, for those who pull. */
export interface LinkedInNotification {
  account: string;
  at: number;
  payload: Record<string, unknown>;
}

export interface LinkedInReaction {
  account: string;
  /** URN of an organization or a person. */
  actor: string;
  /** Id of the post or the comment. */
  target: string;
  type: string;
  at: number;
}
