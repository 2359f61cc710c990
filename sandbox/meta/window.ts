import type { Setting } from '../platform.ts';
import { GraphError } from './errors.ts';
import type { Inbox } from './inbox.ts';
import type { GraphRequest } from './request.ts';

const hour = 3_600_000;
const removedTags = ['ACCOUNT_UPDATE', 'CONFIRMED_EVENT_UPDATE', 'POST_PURCHASE_UPDATE'];

/** What the account may send now, by its messaging type and tag; refuses what it may not. */
export function checkWindow(
  inbox: Inbox,
  { world, chat, account }: Setting,
  request: GraphRequest,
): { messagingType: string; tag?: string } {
  const messagingType = request.text('messaging_type') ?? 'RESPONSE';
  const tag = request.text('tag');
  if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(messagingType)) {
    const said = '(#100) Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}';
    throw new GraphError(said, 100);
  }
  if (messagingType === 'MESSAGE_TAG' && tag === undefined) {
    throw new GraphError('(#100) The parameter tag is required for MESSAGE_TAG', 100);
  }
  if (messagingType !== 'MESSAGE_TAG' && tag !== undefined) {
    throw new GraphError('(#100) The parameter tag needs messaging_type MESSAGE_TAG', 100);
  }
  if (tag !== undefined) checkTag(tag, account.humanAgentApproved);

  const silentFor = world.now() - (chat.lastContactAt ?? 0);
  if (silentFor > (tag === 'HUMAN_AGENT' ? 7 * 24 : 24) * hour) {
    throw inbox.windowClosed();
  }
  return { messagingType, ...(tag !== undefined && { tag }) };
}

function checkTag(tag: string, isApproved: boolean): void {
  if (removedTags.includes(tag)) {
    throw new GraphError(`(#100) The tag ${tag} is no longer supported`, 100);
  }
  if (tag !== 'HUMAN_AGENT') throw new GraphError('(#100) Invalid message tag', 100);
  if (isApproved) return;
  const said = '(#10) To send with the HUMAN_AGENT tag, the app must be approved for Human Agent.';
  throw new GraphError(said, 10, { subcode: 2018065 });
}
