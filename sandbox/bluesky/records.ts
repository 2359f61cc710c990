/** What a record must be to be taken (the lexicons of app.bsky, as the repository checks them). */
import { z } from 'zod';
import type { World } from '../world.ts';
import { invalid } from './errors.ts';
import { collections, isKey, partsOf } from './ids.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text: string): number => [...segmenter.segment(text)].length;

/** @throws XrpcError in the words of the repository */
export function requireLength(text: string, where: string, most: { chars: number; bytes: number }) {
  if (Buffer.byteLength(text) > most.bytes) {
    throw invalid(`${where} must not be longer than ${String(most.bytes)} characters`);
  }
  if (graphemes(text) > most.chars) {
    throw invalid(`${where} must not be longer than ${String(most.chars)} graphemes`);
  }
}

const AtUri = z.string().refine((uri) => partsOf(uri) !== undefined, 'must be a valid at-uri');
const Ref = z.object({ uri: AtUri, cid: z.string().min(1) });
const When = z.iso.datetime({ offset: true });
const Blob = z.object({
  $type: z.literal('blob'),
  ref: z.object({ $link: z.string() }),
  mimeType: z.string(),
  size: z.number(),
});
const Facet = z.object({
  index: z.object({ byteStart: z.int().min(0), byteEnd: z.int().min(0) }),
  features: z.array(z.object({ $type: z.string() })),
});
const Images = z.object({
  $type: z.literal('app.bsky.embed.images'),
  images: z.array(z.object({ alt: z.string(), image: Blob })).max(4),
});

const Post = z.object({
  text: z.string(),
  createdAt: When,
  reply: z.object({ root: Ref, parent: Ref }).optional(),
  facets: z.array(Facet).optional(),
  embed: z
    .union([Images, z.object({ $type: z.string().regex(/^app\.bsky\.embed\.(record|external)$/) })])
    .optional(),
  langs: z.array(z.string()).max(3).optional(),
});
export type PostValue = z.infer<typeof Post>;

const schemas: Record<string, z.ZodType> = {
  [collections.post]: Post,
  [collections.like]: z.object({ subject: Ref, createdAt: When }),
  [collections.block]: z.object({ subject: z.string().startsWith('did:'), createdAt: When }),
  [collections.gate]: z.object({
    post: AtUri,
    createdAt: When,
    hiddenReplies: z.array(AtUri).max(300).optional(),
  }),
  [collections.profile]: z.object({ displayName: z.string().max(640).optional() }),
};

/** @throws XrpcError naming what is wrong */
export function requireRecord(
  world: World,
  collection: string,
  rkey: string,
  value: Record<string, unknown>,
): void {
  const schema = schemas[collection];
  if (schema === undefined) throw invalid(`Lexicon not found: lex:${collection}`);
  if (value['$type'] !== collection) {
    throw invalid(`Invalid $type: expected ${collection}, got ${String(value['$type'])}`);
  }
  if (collection === collections.profile ? rkey !== 'self' : !isKey(rkey)) {
    throw invalid(`Invalid record key for collection ${collection}`);
  }
  const parsed = schema.safeParse(value);
  const [issue] = parsed.error?.issues ?? [];
  if (issue) {
    const where = ['Record', ...issue.path].join('/');
    throw invalid(`Invalid ${collection} record: ${where} ${issue.message}`);
  }
  if (collection === collections.post) requirePost(world, parsed.data as PostValue);
  if (collection === collections.gate) {
    const gated = partsOf(String(value['post']));
    if (gated?.rkey !== rkey) throw invalid('Invalid record key: the gate is not that of its post');
  }
}

const imageBytes = 2_000_000;

function requirePost(world: World, { text, facets, embed }: PostValue): void {
  const where = `Invalid ${collections.post} record: Record/text`;
  requireLength(text, where, { chars: 300, bytes: 3_000 });
  const bytes = Buffer.byteLength(text);
  if (facets?.some(({ index }) => index.byteEnd > bytes || index.byteStart > index.byteEnd)) {
    throw invalid(`Invalid ${collections.post} record: Record/facets are out of the text`);
  }
  if (!embed || !('images' in embed)) return;
  for (const { image } of embed.images) {
    const blob = world.tables.blueskyBlobs.get(image.ref.$link);
    if (!blob) throw invalid(`Could not find blob: ${image.ref.$link}`);
    if (blob.mimeType !== image.mimeType) {
      throw invalid(
        `Referenced Mimetype does not match stored blob. Expected: ${blob.mimeType}, Got: ${image.mimeType}`,
      );
    }
    if (!blob.mimeType.startsWith('image/')) {
      throw invalid(`Wrong type of file. It is ${blob.mimeType} but it must match image/*.`);
    }
    if (blob.size > imageBytes) {
      throw invalid(
        `This file is too large. It is ${String(blob.size)} bytes but the maximum size is 2MB.`,
      );
    }
  }
}
