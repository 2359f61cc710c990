/** A webhook body of a Page → its events. */
import type { Received } from '../channel.ts';
import { receiveParts, type Envelope } from '../meta/envelope.ts';
import { outcomeOfChange } from './changes.ts';
import { messaging, standby } from './events.ts';

const envelope: Envelope = {
  title: 'Facebook',
  objects: ['page'],
  lists: { messaging, standby, changes: outcomeOfChange },
};

export const receive = (rawBody: Buffer): Received => receiveParts(envelope, rawBody);
