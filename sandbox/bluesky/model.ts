/** What Bluesky's servers keep beside what all platforms share. Times are ms since 1970. */

/** An account's app password, and the sessions that were begun with it. */
export interface BlueskyAccess {
  account: string;
  /** "Allow access to your direct messages" */
  isPrivileged: boolean;
  isTakenDown: boolean;
  /** How long an access token lasts, ms. */
  accessLastsMs: number;
  sessions: BlueskySession[];
  /** Customers whose request the account has accepted. */
  accepted: string[];
  /** Posts whose authors let nobody answer. */
  closed: string[];
}

export interface BlueskySession {
  accessJwt: string;
  accessExpiresAt: number;
  refreshJwt: string;
  refreshExpiresAt: number;
  isPrivileged: boolean;
  /** Used: good for the same answer once more within a short time. */
  usedAt?: number;
}

/** A record of the account's own repository, as it was written. */
export interface BlueskyRecord {
  account: string;
  collection: string;
  rkey: string;
  cid: string;
  value: Record<string, unknown>;
  at: number;
}

/** One line of the chat's log. */
export interface BlueskyLine {
  account: string;
  customer: string;
  rev: string;
  kind: 'create' | 'addReaction' | 'removeReaction' | 'accept';
  messageId?: string;
  /** Who reacted, and how. */
  reaction?: { value: string; did: string; at: number };
}

/** Whose direct messages a customer takes who has no conversation with the sender. */
export interface BlueskyPerson {
  did: string;
  allowIncoming: 'all' | 'following' | 'none';
}

/** Bytes that wait for a record that shows them. */
export interface BlueskyBlob {
  account: string;
  mimeType: string;
  fileId: string;
  size: number;
}
