/** What a platform can do, as data: the composer, the API and the docs read it; nothing else knows a platform's name. */
import type { ModerationAction } from '../domain/moderation.ts';
import type { Attachment, Source } from './channel.ts';

/** `weighted`: X's own count (twitter-text). `maxBytes`: a second limit, in UTF-8, that holds as well. */
export interface TextLimit {
  max: number;
  unit: 'utf16' | 'bytes' | 'graphemes' | 'weighted';
  maxBytes?: number;
}

/** What one message may carry besides its text. */
export interface AttachmentLimit {
  /** How many in one message. */
  max: number;
  kinds: readonly Attachment['kind'][];
  /** May a text and attachments go together? */
  withText: boolean;
  /** The limit of the words beside attachments, where it is another one. */
  text?: TextLimit;
  /** Of one file. */
  maxBytes?: number;
  /** Of one file of these kinds or media types, where it is another one. */
  maxBytesOf?: Readonly<Record<string, number>>;
  /** The only media types, where not all of its kinds are taken. */
  types?: readonly string[];
  /** Kinds or media types of which each takes a message of its own. */
  alone?: readonly string[];
  /** The platform fetches none from an address: only files of the desk's own can go. */
  ownFilesOnly?: boolean;
}

type Sized = Pick<Attachment, 'kind' | 'mimeType'>;

export const maxBytesOf = (limit: AttachmentLimit, { kind, mimeType }: Sized): number | undefined =>
  limit.maxBytesOf?.[mimeType ?? ''] ?? limit.maxBytesOf?.[kind] ?? limit.maxBytes;

/** Does it take a message of its own? */
export const isAlone = ({ alone = [] }: AttachmentLimit, { kind, mimeType }: Sized): boolean =>
  alone.includes(kind) || alone.includes(mimeType ?? '');

export interface Capabilities {
  /** The platform's name as people write it. */
  title: string;
  sources: readonly Source[];
  /** For each source that can be answered. */
  text: Partial<Record<Source, TextLimit>>;
  /** A source that is absent takes text alone. */
  attachments: Partial<Record<Source, AttachmentLimit>>;
  /** Hours after the customer's last message in which an ordinary direct message is allowed; undefined: no window. */
  windowHours?: number;
  /** Days in which a person may still reply with HUMAN_AGENT. */
  humanAgentDays?: number;
  /** A comment's author can be answered in private, once, within so many days. */
  privateReplyDays?: number;
  receipts: { delivered: boolean; read: boolean };
  /** What customers do that we hear of. */
  edits: boolean;
  unsends: boolean;
  reactions: boolean;
  echoes: boolean;
  /** Conversations and messages can be read back. */
  history: boolean;
  posts: boolean;
  /** What we may do, and to what. */
  moderation: Partial<Record<ModerationAction, readonly Source[]>>;
  markAsRead: boolean;
  typing: boolean;
  /** A retry of the same message is the same message on the platform. */
  idempotentSend: readonly Source[];
  /** May we write first? */
  writeFirst: 'never' | 'after_contact' | 'always';
  /** Events are asked for, not sent to us. */
  isPolled: boolean;
}
