/** Salesforce, by jsforce. */
import type { CrmKit } from '../crm.ts';
import { reachOf } from '../reach.ts';
import { cardReader } from './card.ts';
import { check } from './check.ts';
import { salesforceSession } from './client.ts';
import { findOrCreate, pushFields } from './contacts.ts';
import { erase } from './erase.ts';
import { createCase, logEngagement } from './logging.ts';
import { receiver } from './receive.ts';
import { salesforceOptional, salesforceRequired, settingsOf } from './settings.ts';

export const salesforceKit = ({
  trustedOrigins,
}: {
  trustedOrigins: readonly string[];
}): CrmKit => ({
  required: salesforceRequired,
  optional: salesforceOptional,
  needsBaseUrl: false,
  create(connection) {
    const settings = settingsOf(connection);
    const session = salesforceSession(settings, {
      reach: reachOf(trustedOrigins),
      keepCredentials: (changed) => connection.keepCredentials(changed),
    });
    return {
      kind: 'salesforce',
      findOrCreate: findOrCreate(session),
      readCard: cardReader(session, settings),
      logEngagement: logEngagement(session),
      createCase: createCase(session),
      pushFields: pushFields(session),
      erase: erase(session),
      check: check(session, settings),
      receive: receiver(settings),
    };
  },
});
