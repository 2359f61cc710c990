/** What each kind of CRM wants to know, in words, as docs/crm.md describes it. What a CRM tells by itself is not asked for. */
import type { CrmConnection } from '../../../lib/types.ts';
import type { CredentialField } from '../accounts/credentials.ts';

const moreFields: CredentialField = {
  ...{ name: 'fields', label: 'crmMoreFields', help: 'crmMoreFieldsHelp', isPlain: true },
};

export const crmForms: Record<CrmConnection['kind'], readonly CredentialField[]> = {
  builtin: [],
  hubspot: [
    { name: 'accessToken', label: 'crmPrivateToken', help: 'crmPrivateTokenHelp' },
    { name: 'clientId', label: 'credClientId', help: 'crmOauthHelp', isPlain: true },
    { name: 'clientSecret', label: 'credClientSecret', help: 'crmSignsHelp' },
    { name: 'refreshToken', label: 'credRefresh', help: 'crmOauthHelp' },
    { name: 'portalId', label: 'crmPortal', help: 'crmPortalHelp', isPlain: true },
    { name: 'webhookUrl', label: 'crmEntered', help: 'crmEnteredHelp', isPlain: true },
    { name: 'tierProperty', label: 'crmTierField', help: 'crmTierPropertyHelp', isPlain: true },
    moreFields,
  ],
  salesforce: [
    { name: 'clientId', label: 'crmConsumerKey', isPlain: true },
    { name: 'clientSecret', label: 'credConsumerSecret' },
    { name: 'refreshToken', label: 'credRefresh', help: 'crmOwnUserHelp' },
    { name: 'webhookSecret', label: 'crmTriggerSecret', help: 'crmTriggerSecretHelp' },
    { name: 'tierField', label: 'crmTierField', help: 'crmTierFieldHelp', isPlain: true },
    moreFields,
  ],
  webhook: [{ name: 'secret', label: 'crmSharedSecret', help: 'crmSharedSecretHelp' }],
};
