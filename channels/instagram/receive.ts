/** A webhook body of an Instagram account → its events. */
import type { Received } from '../channel.ts';
import { receiveParts, type Envelope } from '../meta/envelope.ts';
import { outcomeOfChange } from './changes.ts';
import { messaging, standby } from './events.ts';
import { title } from './room.ts';

const envelope: Envelope = {
  title,
  // Samples of the Facebook Login kind say `page`; the entry's id is the account's all the same.
  objects: ['instagram', 'page'],
  lists: { messaging, standby, changes: outcomeOfChange },
};

export const receive = (rawBody: Buffer): Received => receiveParts(envelope, rawBody);
