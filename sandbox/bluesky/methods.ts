import { who } from './access.ts';
import { ok, type XrpcMethod } from './call.ts';
import * as chat from './chat.ts';
import { getPosts, getProfile, listNotifications, updateSeen } from './reading.ts';
import * as repository from './repository.ts';

const query = (handle: XrpcMethod['handle'], endpoint: XrpcMethod['endpoint'] = 'history') => ({
  ...({ kind: 'query', endpoint, handle } as const),
});
const write = (points: number, handle: XrpcMethod['handle']) => ({
  ...({ kind: 'procedure', endpoint: 'send', points, handle } as const),
});
const inChat = (method: XrpcMethod): XrpcMethod => ({ ...method, isChat: true });
const change = (handle: XrpcMethod['handle']) => ({
  ...({ kind: 'procedure', endpoint: 'other', handle } as const),
});

/** What a desk needs of Bluesky's services, by name. Those of sessions have tokens of their own: see the router. */
export const methods: ReadonlyMap<string, XrpcMethod> = new Map<string, XrpcMethod>([
  ['com.atproto.server.getSession', query(({ account }) => ok(who(account)), 'other')],
  ['com.atproto.repo.putRecord', write(2, repository.putRecord)],
  ['com.atproto.repo.createRecord', write(3, repository.createRecord)],
  ['com.atproto.repo.deleteRecord', { ...write(1, repository.deleteRecord), endpoint: 'other' }],
  ['com.atproto.repo.getRecord', query(repository.getRecord)],
  ['com.atproto.repo.listRecords', query(repository.listRecords)],
  ['com.atproto.repo.uploadBlob', change(repository.uploadBlob)],
  ['app.bsky.notification.listNotifications', query(listNotifications)],
  ['app.bsky.notification.updateSeen', change(updateSeen)],
  ['app.bsky.feed.getPosts', query(getPosts, 'other')],
  ['app.bsky.actor.getProfile', query(getProfile, 'profile')],
  ['chat.bsky.convo.getLog', inChat(query(chat.getLog))],
  ['chat.bsky.convo.listConvos', inChat(query(chat.listConvos))],
  ['chat.bsky.convo.getConvo', inChat(query(chat.getConvo))],
  ['chat.bsky.convo.getConvoForMembers', inChat(query(chat.getConvoForMembers, 'other'))],
  ['chat.bsky.convo.getMessages', inChat(query(chat.getMessages))],
  ['chat.bsky.convo.sendMessage', inChat({ ...change(chat.sendMessage), endpoint: 'send' })],
  ['chat.bsky.convo.acceptConvo', inChat(change(chat.acceptConvo))],
  ['chat.bsky.convo.updateRead', inChat(change(chat.updateRead))],
  ['chat.bsky.convo.addReaction', inChat(change(chat.react(true)))],
  ['chat.bsky.convo.removeReaction', inChat(change(chat.react(false)))],
]);
