/** The account's own repository (com.atproto.repo): writing a record is how everything in public is done. */
import type { Answer } from '../answer.ts';
import { answer, ledgerLine, moderate } from '../feed/account.ts';
import { sceneOf } from '../feed/scene.ts';
import { saveFile } from '../files.ts';
import type { Attachment } from '../model.ts';
import { putPost, type WorldChange } from '../world.ts';
import { handleOf } from './access.ts';
import { cut, ok, paramIn, textIn, type XrpcCall } from './call.ts';
import { invalid, recordNotFound, XrpcError } from './errors.ts';
import { blobCid, cidOf, collections, newKey, partsOf, uriOf } from './ids.ts';
import { ofComment, ofPost, recordsOf, saidAt } from './posts.ts';
import { requireRecord, type PostValue } from './records.ts';

interface Written {
  uri: string;
  collection: string;
  rkey: string;
  value: Record<string, unknown>;
  cid: string;
}

/** com.atproto.repo.putRecord: the same record again changes nothing. */
export function putRecord(call: XrpcCall): Answer {
  const rkey = textIn(call.body, 'rkey');
  const written = read(call, rkey);
  const before = valueAt(call, written.uri);
  const known = before && cidOf(before);
  const { swapRecord } = call.body;
  if (swapRecord !== undefined && (swapRecord ?? undefined) !== known) {
    throw new XrpcError(400, 'InvalidSwap', `Record was at ${known ?? 'null'}`);
  }
  if (known !== written.cid) write(call, written, before);
  return answered(call, written);
}

/** com.atproto.repo.createRecord */
export function createRecord(call: XrpcCall): Answer {
  const { rkey } = call.body;
  const written = read(call, typeof rkey === 'string' ? rkey : newKey(call.world));
  if (valueAt(call, written.uri)) {
    throw new XrpcError(500, 'InternalServerError', 'Internal Server Error');
  }
  write(call, written);
  return answered(call, written);
}

function answered({ world }: XrpcCall, { uri, cid }: Written): Answer {
  const commit = { cid: cidOf(`${uri}${cid}`), rev: newKey(world) };
  return ok({ uri, cid, commit, validationStatus: 'valid' });
}

function read(call: XrpcCall, rkey: string): Written {
  const { body, world, account } = call;
  requireOwn(call, textIn(body, 'repo'));
  const collection = textIn(body, 'collection');
  const { record } = body;
  if (typeof record !== 'object' || record === null) {
    throw invalid('Input must have the property "record"');
  }
  const value = record as Record<string, unknown>;
  requireRecord(world, collection, rkey, value);
  return {
    uri: uriOf(account.externalId, collection, rkey),
    collection,
    rkey,
    value,
    cid: cidOf(value),
  };
}

/** Nobody writes into another's repository. */
function requireOwn({ account }: XrpcCall, repo: string): void {
  if (repo === account.externalId || repo === handleOf(account)) return;
  throw new XrpcError(401, 'AuthenticationRequired', 'Authentication Required');
}

const valueAt = ({ world, account }: XrpcCall, uri: string) =>
  saidAt(world, account, uri)?.value ?? world.tables.blueskyRecords.get(uri)?.value;

function write(call: XrpcCall, it: Written, before?: Record<string, unknown>): void {
  const { world, account } = call;
  const { uri, collection, rkey, value, cid } = it;
  const row: WorldChange = [
    'blueskyRecords',
    uri,
    { account: account.externalId, collection, rkey, cid, value, at: world.now() },
  ];
  if (collection === collections.post && !before) return said(call, it, row);
  world.commit([row]);
  if (collection === collections.like) moderateAt(call, subjectOf(value), 'like');
  if (collection === collections.block) blocked(call, String(value['subject']), 'block');
  if (collection === collections.gate) gated(call, hiddenIn(before), hiddenIn(value));
}

/** An answer to a customer is in the ledger; a post of one's own is not. */
function said(call: XrpcCall, { uri, value }: Written, row: WorldChange): void {
  const { world, account, feed } = call;
  const { text, reply, embed } = value as PostValue;
  const attachments =
    embed && 'images' in embed ? embed.images.map((it) => shownBlob(call, it)) : [];
  const shared = { platform: account.platform, account: account.externalId };
  if (reply === undefined) {
    world.commit([
      row,
      putPost({ ...shared, id: uri, author: account.externalId, text, at: world.now() }),
    ]);
    return;
  }
  const scene = sceneOf(world, account, reply.parent.uri);
  const own = world.post('bluesky', account.externalId, reply.parent.uri);
  const target = scene ?? (own && { world, account, post: own });
  if (target) {
    answer(target, feed, { text, attachments, id: uri, also: [row] });
    return;
  }
  // The repository takes an answer to what is gone: nobody sees it there.
  const line = { customer: partsOf(reply.parent.uri)?.did ?? '', platformMessageId: uri, text };
  world.commit([row, ledgerLine(call, { ...line, attachments, replyTo: reply.parent.uri })]);
}

function shownBlob(
  { world, origin }: XrpcCall,
  {
    alt,
    image,
  }: { alt: string; image: { ref: { $link: string }; mimeType: string; size: number } },
): Attachment {
  const fileId = world.tables.blueskyBlobs.get(image.ref.$link)?.fileId ?? '';
  const { mimeType, size } = image;
  return {
    kind: 'image',
    url: `${origin}/sandbox/media/${fileId}`,
    fileId,
    name: alt,
    mimeType,
    size,
  };
}

const subjectOf = ({ subject }: Record<string, unknown>): string =>
  (subject as { uri?: string } | undefined)?.uri ?? '';

const hiddenIn = (gate: Record<string, unknown> | undefined): string[] =>
  (gate?.['hiddenReplies'] as string[] | undefined) ?? [];

function gated(call: XrpcCall, before: string[], after: string[]): void {
  for (const uri of after) if (!before.includes(uri)) moderateAt(call, uri, 'hide');
  for (const uri of before) if (!after.includes(uri)) moderateAt(call, uri, 'unhide');
}

function moderateAt(
  { world, account, feed }: XrpcCall,
  uri: string,
  action: 'like' | 'unlike' | 'hide' | 'unhide' | 'delete',
): void {
  const scene = sceneOf(world, account, uri);
  if (scene) moderate(scene, feed, action);
}

function blocked(call: XrpcCall, customer: string, action: 'block' | 'unblock'): void {
  const line = { customer, platformMessageId: customer, text: '', attachments: [], action };
  call.world.commit([ledgerLine(call, line)]);
}

/** com.atproto.repo.deleteRecord: done, whether it was there or not. */
export function deleteRecord(call: XrpcCall): Answer {
  const { body, world, account } = call;
  requireOwn(call, textIn(body, 'repo'));
  const collection = textIn(body, 'collection');
  const uri = uriOf(account.externalId, collection, textIn(body, 'rkey'));
  const value = valueAt(call, uri);
  if (!value) return ok({});
  const post = world.post('bluesky', account.externalId, uri);
  world.commit([
    ['blueskyRecords', uri, null],
    ...(post
      ? [['posts', `bluesky/${account.externalId}/${uri}`, null] satisfies WorldChange]
      : []),
  ]);
  if (collection === collections.post) moderateAt(call, uri, 'delete');
  if (collection === collections.like) moderateAt(call, subjectOf(value), 'unlike');
  if (collection === collections.block) blocked(call, String(value['subject']), 'unblock');
  if (collection === collections.gate) gated(call, hiddenIn(value), []);
  return ok({ commit: { cid: cidOf(uri), rev: newKey(world) } });
}

/** com.atproto.repo.getRecord, of anybody. */
export function getRecord(call: XrpcCall): Answer {
  const { query, account } = call;
  const repo = paramIn(query, 'repo');
  const did = repo === handleOf(account) ? account.externalId : repo;
  const uri = uriOf(did, paramIn(query, 'collection'), paramIn(query, 'rkey'));
  const value = valueAt(call, uri);
  if (!value) throw recordNotFound(uri);
  return ok({ uri, cid: cidOf(value), value });
}

/** com.atproto.repo.listRecords: of the account itself, newest key first. */
export function listRecords(call: XrpcCall): Answer {
  const { query, world, account } = call;
  requireOwn(call, paramIn(query, 'repo'));
  const collection = paramIn(query, 'collection');
  const own =
    collection === collections.post ? ownPosts(call) : recordsOf(world, account, collection);
  const all = [...new Map(own.map((it) => [it.uri, it])).values()].toSorted((a, b) =>
    a.uri < b.uri ? 1 : -1,
  );
  const keyOf = ({ uri }: { uri: string }) => partsOf(uri)?.rkey ?? '';
  const { page, cursor } = cut(all, query, keyOf);
  const records = page.map(({ uri, value }) => ({ uri, cid: cidOf(value), value }));
  return ok({ records, ...(cursor !== undefined && { cursor }) });
}

/** What was written through the api, and what somebody wrote on Bluesky itself. */
function ownPosts({ world, account }: XrpcCall) {
  const { externalId } = account;
  const isOwn = (it: { platform: string; account: string; author: string }) =>
    it.platform === 'bluesky' && it.account === externalId && it.author === externalId;
  return [
    ...[...world.tables.posts.values()].filter(isOwn).map((it) => ofPost(world, it)),
    ...[...world.tables.comments.values()]
      .filter((it) => isOwn(it) && !it.isDeleted)
      .map((it) => ofComment(world, account, it)),
    ...recordsOf(world, account, collections.post),
  ];
}

/** com.atproto.repo.uploadBlob: bytes that a record may show within an hour. */
export function uploadBlob({ world, account, bytes, contentType }: XrpcCall): Answer {
  const [mimeType = ''] = contentType.split(';');
  if (mimeType === '') throw invalid('Request encoding (Content-Type) required but not provided');
  if (bytes.length === 0) throw invalid('A request body was expected but none was provided');
  const $link = blobCid(bytes);
  const given = { name: $link, mimeType, bytes };
  const { fileId } = saveFile(world, 'image', given, { of: account });
  const blob = { account: account.externalId, mimeType, fileId, size: bytes.length };
  world.commit([['blueskyBlobs', $link, blob]]);
  return ok({ blob: { $type: 'blob', ref: { $link }, mimeType, size: bytes.length } });
}
