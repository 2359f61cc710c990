/** Keys of records, revisions and content ids, in the forms that AT Protocol gives them. */
import { createHash } from 'node:crypto';
import { TID } from '@atproto/common-web';
import type { World } from '../world.ts';

/** A new key; its order is that of time. */
export function newKey(world: World): string {
  const number = world.nextNumber('bluesky-key');
  return TID.fromTime(world.now() * 1000 + (number % 1000), number % 1024).toString();
}

/** Of the chat's log: each is greater than all before it, whatever the clock says. */
export const newRev = (world: World): string =>
  world
    .nextNumber('bluesky-rev')
    .toString(32)
    .replaceAll(/./g, (digit) => sortable[Number.parseInt(digit, 32)] ?? '2')
    .padStart(13, '2');

const sortable = '234567abcdefghijklmnopqrstuvwxyz';

/** When a key was made, ms since 1970. */
export const timeInKey = (rkey: string): number => Math.floor(TID.fromStr(rkey).timestamp() / 1000);

export const isKey = (rkey: string): boolean => /^[234567a-j][234567a-z]{12}$/.test(rkey);

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

function inBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => base32[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

const digestOf = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** Of a record: the same content has the same. (Not over its DAG-CBOR, as the real one is.) */
export const cidOf = (value: unknown): string =>
  `b${inBase32(Buffer.concat([Buffer.from([1, 0x71, 0x12, 0x20]), digestOf(JSON.stringify(value))]))}`;

export const blobCid = (bytes: Buffer): string =>
  `b${inBase32(Buffer.concat([Buffer.from([1, 0x55, 0x12, 0x20]), digestOf(bytes)]))}`;

export const collections = {
  post: 'app.bsky.feed.post',
  like: 'app.bsky.feed.like',
  gate: 'app.bsky.feed.threadgate',
  block: 'app.bsky.graph.block',
  profile: 'app.bsky.actor.profile',
} as const;

export const uriOf = (did: string, collection: string, rkey: string): string =>
  `at://${did}/${collection}/${rkey}`;

export function partsOf(
  uri: string,
): { did: string; collection: string; rkey: string } | undefined {
  const [did, collection, rkey] =
    /^at:\/\/(did:[^/]+)\/([^/]+)\/([^/]+)$/.exec(uri)?.slice(1) ?? [];
  return did !== undefined && collection !== undefined && rkey !== undefined
    ? { did, collection, rkey }
    : undefined;
}
