/** Files that an account attaches: Meta fetches them from an address, and shows them from its own servers. */
import { fetchFile, saveFile } from '../files.ts';
import type { Account, Attachment } from '../model.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';

const maxBytes = 25_000_000;

/** What the media type of each kind begins with; a file may be anything. */
const types: Record<Attachment['kind'], string> = {
  image: 'image/',
  video: 'video/',
  audio: 'audio/',
  file: '',
};

/** @throws GraphError where it can't be had, or is of another kind */
export async function fetchAttachment(
  { world, account, origin }: { world: World; account: Account; origin: string },
  kind: Attachment['kind'],
  url: string,
): Promise<Attachment & { fileId: string }> {
  const found = await fetchFile(url, maxBytes);
  if (found === 'unreachable') {
    throw new GraphError('(#100) Failed to fetch the file from the url.', 100, {
      subcode: 2018008,
    });
  }
  if (found === 'too_large') {
    throw new GraphError('(#100) The file is larger than 25 MB.', 100, { subcode: 2018109 });
  }
  if (!found.mimeType.startsWith(types[kind])) {
    const message = `(#100) Upload attachment failure: the file is ${found.mimeType || 'of no type'}, not ${kind}.`;
    throw new GraphError(message, 100, { subcode: 2018047 });
  }
  // Ids of attachments are numbers there, the same ones for both platforms: none names two files.
  const fileId = String(world.nextNumber('meta-attachment', 1_858_000_000_000_000));
  const saved = saveFile(world, kind, { name: kind, ...found }, { fileId, of: account });
  return { ...saved, url: addressOf(origin, fileId) };
}

/** One that was fetched before; undefined: there is none. */
export function knownAttachment(
  { world, account, origin }: { world: World; account: Account; origin: string },
  kind: Attachment['kind'],
  fileId: string,
): Attachment | undefined {
  const known = world.tables.files.get(fileId);
  if (known?.platform !== account.platform || known.account !== account.externalId) {
    return undefined;
  }
  return { kind, fileId, mimeType: known.mimeType, url: addressOf(origin, fileId) };
}

const addressOf = (origin: string, fileId: string) =>
  `${origin}/sandbox/media/${fileId}?oh=sandbox`;
