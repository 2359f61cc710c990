/** HubSpot, by its own SDK. */
import type { CrmKit } from '../crm.ts';
import { reachOf } from '../reach.ts';
import { cardReader } from './card.ts';
import { check } from './check.ts';
import { hubspotSession } from './client.ts';
import { findOrCreate, pushFields } from './contacts.ts';
import { erase } from './erase.ts';
import { caseMaker, logEngagement } from './logging.ts';
import { receiver } from './receive.ts';
import { hubspotCredentials, settingsOf } from './settings.ts';

export const hubspotKit = ({ trustedOrigins }: { trustedOrigins: readonly string[] }): CrmKit => ({
  // A private app has an access token, an OAuth app the other three.
  required: [],
  optional: hubspotCredentials,
  needsBaseUrl: false,
  create(connection) {
    const settings = settingsOf(connection);
    const session = hubspotSession(settings, {
      reach: reachOf(trustedOrigins),
      keepCredentials: (changed) => connection.keepCredentials(changed),
    });
    return {
      kind: 'hubspot',
      findOrCreate: findOrCreate(session),
      readCard: cardReader(session, settings),
      logEngagement: logEngagement(session),
      createCase: caseMaker(session),
      pushFields: pushFields(session),
      erase: erase(session),
      check: check(session, settings),
      receive: receiver(settings),
    };
  },
});
