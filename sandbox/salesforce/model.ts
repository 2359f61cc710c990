export type Value = string | number | boolean | null;

export interface SalesforceRecord {
  id: string;
  type: string;
  fields: Record<string, Value>;
  createdAt: number;
  updatedAt: number;
  deletedAt?: number;
  /** Of one that was merged away: what it is now. */
  masterId?: string;
}

/** Who may come in, and how the organisation is set up. */
export interface SalesforceOrg {
  organizationId: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  /** Each renewal replaces the refresh token. */
  turnsOver: boolean;
  sessions: { token: string; expiresAt: number }[];
  sessionSeconds: number;
  webhookSecret: string;
  webhookUrl?: string;
  /** As `Contact.Careline_Key__c`: nobody has made these. */
  missingFields: string[];
}
