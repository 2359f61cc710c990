/** The form of a CRM asks for all that its kit takes, but for what the CRM tells by itself. */
import { expect, test } from 'vitest';
import { hubspotKit } from '../../crm/hubspot/index.ts';
import { salesforceKit } from '../../crm/salesforce/index.ts';
import { webhookKit } from '../../crm/webhook/index.ts';
import { crmForms } from '../../web/src/features/settings/crm/forms.ts';

const trustedOrigins: string[] = [];

test.each([
  { kind: 'hubspot', kit: hubspotKit({ trustedOrigins }), told: [] },
  {
    kind: 'salesforce',
    kit: salesforceKit({ trustedOrigins }),
    told: ['accessToken', 'instanceUrl'],
  },
  { kind: 'webhook', kit: webhookKit({ trustedOrigins }), told: [] },
] as const)('$kind', ({ kind, kit, told }) => {
  const asked = crmForms[kind].map(({ name }) => name);
  expect([...asked, ...told].toSorted()).toEqual([...kit.required, ...kit.optional].toSorted());
  expect(asked).toEqual(expect.arrayContaining([...kit.required]));
});
