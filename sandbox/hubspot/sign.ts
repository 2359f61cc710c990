import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';

/** HubSpot's signature of version 3, by HubSpot's own code. */
export function signed(events: unknown[], url: string, clientSecret: string, now: number) {
  const requestBody = JSON.stringify(events);
  const signature = Signature.getSignature('POST', 'v3', {
    ...{ clientSecret, requestBody, url, timestamp: now, signature: '' },
  });
  return {
    headers: {
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': String(now),
      'x-hubspot-signature-version': 'v3',
    },
    body: Buffer.from(requestBody),
  };
}
