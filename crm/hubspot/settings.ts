import type { CrmConnection } from '../crm.ts';

export interface HubspotSettings {
  baseUrl: string;
  /** Of a private app, or the last one of an OAuth app. */
  accessToken: string | undefined;
  /** Of an OAuth app; absent: a private app, whose token does not run out. */
  oauth: { clientId: string; clientSecret: string; refreshToken: string } | undefined;
  /** What webhooks are signed with: the client secret, of either kind of app. */
  webhookSecret: string | undefined;
  /** As it is entered at HubSpot; absent: what the request says of itself. */
  webhookUrl: string | undefined;
  /** Webhooks of other accounts that installed the same app are not ours. */
  portalId: string | undefined;
  tierProperty: string;
  /** Shown on the card besides. */
  fields: string[];
}

export const hubspotCredentials = [
  'accessToken',
  'clientId',
  'clientSecret',
  'refreshToken',
  'webhookUrl',
  'portalId',
  'tierProperty',
  'fields',
] as const;

export function settingsOf({ baseUrl, credentials, fields = [] }: CrmConnection): HubspotSettings {
  const given = (name: (typeof hubspotCredentials)[number]) =>
    credentials[name]?.trim() || undefined;
  const clientId = given('clientId');
  const clientSecret = given('clientSecret');
  const refreshToken = given('refreshToken');
  return {
    baseUrl: (baseUrl ?? 'https://api.hubapi.com').replace(/\/+$/, ''),
    accessToken: given('accessToken'),
    oauth:
      clientId !== undefined && clientSecret !== undefined && refreshToken !== undefined
        ? { clientId, clientSecret, refreshToken }
        : undefined,
    webhookSecret: clientSecret,
    webhookUrl: given('webhookUrl'),
    portalId: given('portalId'),
    tierProperty: given('tierProperty') ?? 'careline_tier',
    fields: [...fields, ...(given('fields') ?? '').split(/[\s,]+/)].filter((it) => it !== ''),
  };
}
