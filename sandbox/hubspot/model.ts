/** A record, of any type: HubSpot keeps them all alike. */
export interface HubspotObject {
  id: string;
  type: string;
  properties: Record<string, string>;
  /** Newest first. */
  history: Record<string, { value: string; at: number }[]>;
  createdAt: number;
  updatedAt: number;
  archivedAt?: number;
  /** What a search still sees until `searchableAt`; absent: it sees nothing yet. */
  indexed?: Record<string, string>;
  searchableAt: number;
  /** Merged away: whoever asks for it gets this one. */
  mergedInto?: string;
}

/** A property that somebody defined. */
export interface HubspotProperty {
  objectType: string;
  name: string;
  label: string;
  groupName: string;
  type: string;
  fieldType: string;
  hasUniqueValue: boolean;
  description: string;
}

/** Who may come in, and how the account behaves. */
export interface HubspotAccount {
  portalId: number;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  /** A private app's does not run out. */
  privateToken: string;
  scopes: string[];
  tokens: { token: string; expiresAt: number }[];
  /** How long a search does not know what was written; ms. */
  searchLagMs: number;
  tokenSeconds: number;
  webhookUrl?: string;
}
