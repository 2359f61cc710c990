/** What the desk knows of a platform: one interface. */
import type { ModerationAction } from '../domain/moderation.ts';
import type { Capabilities } from './capabilities.ts';

export type PlatformName = 'facebook' | 'instagram' | 'x' | 'linkedin' | 'bluesky' | 'telegram';

export const platformNames = [
  'facebook',
  'instagram',
  'x',
  'linkedin',
  'bluesky',
  'telegram',
] as const satisfies readonly PlatformName[];

export type Source = 'dm' | 'comment' | 'mention' | 'review';
export type ContentType = 'text' | 'image' | 'video' | 'attachment';

/** A file the customer or the agent attached. `url` is the platform's (it may expire), or ours for outbound. */
export interface Attachment {
  kind: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'location' | 'contact' | 'link';
  url?: string;
  /** The platform's own handle where there is no address (Telegram's file_id). */
  fileId?: string;
  /** The desk's own file (an agent's upload); where it goes out, `url` is made from it. */
  deskFileId?: string;
  /** What the platform calls it since it was brought there (`Channel.upload`). */
  handle?: string;
  name?: string;
  mimeType?: string;
  size?: number;
}

/** What something public stands under. */
export interface About {
  /** The platform's id of the post, of the root of the tree of replies, or of the review. */
  postId: string;
  postUrl?: string;
  /** The comment that this answers, where it is not the post itself. */
  parentId?: string;
}

/** The customer as the event names them; names are absent where the platform does not send them. */
export interface EventCustomer {
  externalId: string;
  name?: string;
  handle?: string;
  avatarUrl?: string;
  language?: string;
}

interface EventBase {
  /** Unique by (account, kind, dedupeKey); at most 200 characters of printable text. */
  dedupeKey: string;
  /** The platform's own account id (page, bot), to find the account. */
  accountExternalId: string;
  /** Account × counterpart, e.g. `dm:<customer>`; at most 200 characters of printable text. */
  threadKey: string;
  source: Source;
  customer: EventCustomer;
  /** The platform's time, ms since 1970; undefined where it sends none. */
  platformAt?: number;
  /** Of comments, mentions and reviews. */
  about?: About;
  /**
   * The payload does not say whose conversation it belongs to (an own comment, a deletion without its author): it is
   * that of the first of these platform message ids that the desk knows. `threadKey` is then `unplaced:…`, and
   * `customer.externalId` is empty.
   */
  belongsWith?: string[];
}

/** One thing that happened on a platform, in the desk's words. Further kinds join with their platforms. */
export type ChannelEvent =
  | (EventBase & {
      kind: 'message';
      platformMessageId: string;
      content: string;
      contentType: ContentType;
      attachments: Attachment[];
      replyTo?: string;
      /** A button pressed: its payload. */
      postback?: string;
      /** Shown instead of content that the platform will not give us or we cannot show. */
      placeholder?: string;
      /** Of a review: `stars` 1–5, or whether it recommends us. */
      rating?: { stars?: number; recommends?: boolean };
      /** The story of ours that this answers, or the customer's story that names us. */
      story?: { kind: 'reply' | 'mention'; id?: string; url?: string };
      /** Another app has this conversation at the moment (Meta's standby): shown, and not ours to answer. */
      isStandby?: boolean;
    })
  | (EventBase & {
      /** A message of our own account as the platform shows it: ours (metadata) or written elsewhere. */
      kind: 'echo';
      platformMessageId: string;
      content: string;
      contentType: ContentType;
      attachments: Attachment[];
      /** What we sent along: our message id. */
      metadata?: string;
    })
  | (EventBase & { kind: 'edit'; platformMessageId: string; content: string; editNumber?: number })
  | (EventBase & { kind: 'unsend'; platformMessageId: string })
  | (EventBase & {
      kind: 'reaction';
      platformMessageId: string;
      /** The customer's reactions on that message from now on; empty: withdrawn. */
      reactions: string[];
    })
  | (EventBase & {
      kind: 'receipt';
      receipt: 'delivered' | 'read';
      /** These messages, … */
      platformMessageIds: string[];
      /** … and all of ours up to this time (ms). */
      watermark?: number;
    })
  /** A comment was hidden from the public, or shown again, on the platform. */
  | (EventBase & { kind: 'hidden'; platformMessageId: string; isHidden: boolean })
  | (EventBase & { kind: 'blocked' | 'unblocked' });

/** What is said in a conversation: by the customer, or by us. */
export type SaidEvent = Extract<ChannelEvent, { kind: 'message' | 'echo' }>;

/** One event of a webhook and the payload reduced to it: `receive(raw)` gives this very event again. */
export interface ReceivedEvent {
  event: ChannelEvent;
  raw: Buffer;
}

/** A part of a webhook that gave no event, and why. `ignored` ones are counted, the others become dead letters. */
export interface Unreceived {
  reason: 'unparsable' | 'unsupported' | 'ignored';
  detail: string;
  raw: Buffer;
  accountExternalId?: string;
}

/** A customer types: told to whoever looks, and never kept. */
export interface Typing {
  accountExternalId: string;
  threadKey: string;
  source: Source;
}

export interface Received {
  events: ReceivedEvent[];
  rest: Unreceived[];
  /** Of platforms that tell it. */
  typing?: Typing[];
}

/** Credentials by the platform's own names, e.g. {botToken} or {pageAccessToken, appSecret, verifyToken}. */
export type Credentials = Record<string, string>;

/** An account as adapters see it. */
export interface ChannelAccount {
  id: string;
  platform: PlatformName;
  externalId: string;
  /** Where to call instead of the platform itself (sandbox, stand-in); no trailing slash. */
  baseUrl?: string;
  credentials: Credentials;
  /** What webhooks are signed with; several while one is being rotated. */
  webhookSecrets: string[];
  humanAgentApproved: boolean;
  /** Customers are shown that their messages were read. */
  marksAsRead?: boolean;
  /** active | paused | needs_attention; absent where nobody keeps it. */
  status?: string;
}

export interface WebhookRequest {
  headers: Record<string, string | string[] | undefined>;
  query: Record<string, string | undefined>;
  rawBody: Buffer;
}

/** The answer to a GET by which a platform makes sure of us: plain text, unless it says JSON. */
export interface Handshake {
  status: number;
  body: string;
  isJson?: boolean;
}

/** A message to send. `id` is the desk's own and goes along as metadata where the platform echoes it. */
export interface OutboundMessage {
  id: string;
  recipientExternalId: string;
  threadKey: string;
  source: Source;
  /** The customer's comment, post or review that this answers in public, and what that stands under. */
  answers?: { platformMessageId: string; about?: About };
  /** The comment whose author gets this as a direct message. */
  privateReplyTo?: string;
  content: string;
  attachments: Attachment[];
  /** A person wrote it (Meta's HUMAN_AGENT is only for those). */
  isHuman: boolean;
  /** The customer's last message or reaction, ms since 1970: windows are counted from it. */
  lastInboundAt?: number;
  replyTo?: string;
  /** When it was submitted (ms), for reconciling by history. */
  submittedAt: number;
}

export interface SendFailure {
  /** Stable, ours: window_closed, user_gone, blocked, too_long, token_dead, rate_limited, rejected, not_reached, lost_answer, … */
  code: string;
  /** What an agent reads: one sentence that says what to do. */
  message: string;
  /** The platform's own code, for the curious. */
  platformCode?: string;
}

/**
 * What one attempt came to. `retryAt` (ms) only where the platform said "not accepted", or the request never left;
 * `unknown` where it may have arrived.
 */
export type SendOutcome =
  /** `at`: by our clock; `platformAt`: by the platform's, where its answer tells (both ms). */
  | { kind: 'sent'; platformMessageId: string; at: number; platformAt?: number; url?: string }
  | { kind: 'retryAt'; at: number; failure: SendFailure }
  | { kind: 'refused'; failure: SendFailure }
  | { kind: 'unknown'; failure: SendFailure };

/** A file of the desk's own that is brought to the platform, before the message that shows it. */
export interface OutgoingFile {
  attachment: Attachment;
  /** Where an earlier call stopped: the `state` it gave. */
  state?: string;
  /** Its bytes from the first on. Its FileError is to be passed on. */
  open: () => AsyncIterable<Buffer>;
}

/**
 * What came of it. Nobody sees the file yet, so all of it may be done again: there is no `unknown`. A `state` replaces the one
 * before; without one the next call begins anew.
 */
export type UploadOutcome =
  /** `handle` goes into the attachment that `send` gets; good until `until` (ms), where it runs out. */
  | { kind: 'uploaded'; handle: string; until?: number }
  /** Nothing is wrong, and it goes on at `at` (ms). */
  | { kind: 'under_way'; at: number; state: string }
  | (Extract<SendOutcome, { kind: 'retryAt' }> & { state?: string })
  | Extract<SendOutcome, { kind: 'refused' }>;

export interface Profile {
  name?: string;
  handle?: string;
  avatarUrl?: string;
  language?: string;
}

/** A conversation as the platform lists it. */
export interface HistoryConversation {
  /** What the platform knows it by: enough to ask for its messages. */
  externalId: string;
  source: Source;
  threadKey: string;
  customer: EventCustomer;
  /** ms since 1970 */
  updatedAt: number;
  /** The newest words, where the list shows them. */
  preview?: string;
  about?: About;
}

/** What customers comment on. */
export interface Post {
  id: string;
  text: string;
  url?: string;
  thumbnailUrl?: string;
  authorName?: string;
  /** ms since 1970 */
  at?: number;
}

/** How much of an allowance is used, as the platform's headers tell. */
export interface RateUsage {
  /** 0 to 1; above 1 where it is overdrawn. */
  used: number;
  /** When it is whole again, ms since 1970. */
  resetAt?: number;
}

export interface CallOptions {
  /** No request may leave, and none may go on, after this instant (ms since 1970). */
  deadline: number;
  /** The clock, for tests. */
  now?: () => number;
  /** Told what the answer's headers say of the account's allowance. */
  onUsage?: (usage: RateUsage) => void;
  /** The bytes of a file of the desk's own, for a `send` that carries them. Throws FileError (desk-file.ts). */
  open?: (deskFileId: string) => AsyncIterable<Buffer>;
}

/** Something done to what stands in public, or to who wrote it. */
export interface Moderation {
  /** The desk's own id of this wish. */
  id: string;
  action: ModerationAction;
  source: Source;
  /** Of the comment, post or reply it is about; for `block` and `unblock` the newest of the customer's. */
  platformMessageId: string;
  about?: About;
  customerExternalId: string;
  /** The new words, for `edit_own`. */
  content?: string;
}

/** What came of a call that changes something and is no message. */
export type ActionOutcome = { kind: 'done' } | Exclude<SendOutcome, { kind: 'sent' }>;

/** What the platform says of an account. */
export interface AccountFinding {
  externalId: string;
  name: string;
  /** Why one of `messages`, `comments`, `reviews` will not work with this account. */
  lacking: { feature: 'messages' | 'comments' | 'reviews'; reason: string }[];
  /** ms since 1970; undefined: it does not run out, or the platform does not say. */
  tokenExpiresAt?: number;
}

/** From connecting an account to renewing its token. All of them throw: ChannelError by the platform's word, else NoAnswer. */
export interface AccountLife {
  /** Asks the platform who the token belongs to and what it may do. */
  check(account: ChannelAccount, options: CallOptions): Promise<AccountFinding>;
  /** Has the platform send this account's events to `callbackUrl`; done twice harmlessly. Absent where we ask instead. */
  subscribe?: (account: ChannelAccount, callbackUrl: string, options: CallOptions) => Promise<void>;
  /** Does the platform still send them? */
  isSubscribed?: (
    account: ChannelAccount,
    callbackUrl: string,
    options: CallOptions,
  ) => Promise<boolean>;
  /** Do the credentials hold what a renewal takes? Absent: they always do, where there is one. */
  canRefresh?: (credentials: Credentials) => boolean;
  /** New credentials before the old ones run out; the old ones may be void once this returns. */
  refreshToken?: (
    account: ChannelAccount,
    options: CallOptions,
  ) => Promise<{ credentials: Credentials; expiresAt?: number }>;
}

/** One platform. Everything that knows its payloads is in its room, `channels/<name>/`. */
export interface Channel {
  name: PlatformName;
  capabilities: Capabilities;
  /** The answer to a GET handshake, or undefined where it is not one of ours (→ 403). */
  handshake(account: ChannelAccount, request: WebhookRequest): Handshake | undefined;
  /** Does this account's secret vouch for the raw body? In constant time; every secret is tried. */
  verify(account: ChannelAccount, request: WebhookRequest): boolean;
  /** The accounts a body speaks of, read leniently and before verification: only to find whose secrets to try. */
  accountsIn(request: WebhookRequest): string[];
  /**
   * The events of a body. Pure; never throws, and a broken neighbour costs no good one.
   * `account`'s external id is used where the payload does not name it (Telegram).
   */
  receive(rawBody: Buffer, accountExternalId: string): Received;
  /** One attempt. Never throws: what cannot be told is `unknown`. */
  send(
    account: ChannelAccount,
    message: OutboundMessage,
    options: CallOptions,
  ): Promise<SendOutcome>;
  /**
   * Where files are brought to the platform before the message that shows them: as much as fits before the deadline. Called for
   * each file that has a `deskFileId` and no `handle`; without it `send` gets addresses that the platform fetches. Throws
   * NoAnswer, whichever: none of its calls can have said anything.
   */
  upload?: (
    account: ChannelAccount,
    message: OutboundMessage,
    file: OutgoingFile,
    options: CallOptions,
  ) => Promise<UploadOutcome>;
  /** Positive evidence that a message arrived, or undefined. Throws when the platform cannot be asked. */
  reconcile(
    account: ChannelAccount,
    message: OutboundMessage,
    options: CallOptions,
  ): Promise<{ platformMessageId: string; at: number } | undefined>;
  /** undefined where the platform has no such call or will not tell. Throws on an outage. */
  fetchProfile(
    account: ChannelAccount,
    customerExternalId: string,
    options: CallOptions,
  ): Promise<Profile | undefined>;
  markAsRead(
    account: ChannelAccount,
    customerExternalId: string,
    options: CallOptions,
  ): Promise<void>;
  typing(
    account: ChannelAccount,
    customerExternalId: string,
    isTyping: boolean,
    options: CallOptions,
  ): Promise<void>;
  /** Newest activity first, back to `since` (ms), of every source the platform lists. Throws on an outage. */
  fetchConversations(
    account: ChannelAccount,
    since: number | undefined,
    options: CallOptions,
  ): Promise<HistoryConversation[]>;
  /** Newest first, as the events by which a webhook would have told them: same keys, same threads. */
  fetchMessages(
    account: ChannelAccount,
    conversation: HistoryConversation,
    cursor: string | undefined,
    options: CallOptions,
  ): Promise<{ messages: SaidEvent[]; nextCursor?: string }>;
  /** What a comment is about; undefined when it is gone or not ours to see. Throws on an outage. */
  fetchPost(
    account: ChannelAccount,
    postId: string,
    options: CallOptions,
  ): Promise<Post | undefined>;
  /** One call. Never throws; an action that `capabilities.moderation` does not name is refused. */
  moderate(
    account: ChannelAccount,
    moderation: Moderation,
    options: CallOptions,
  ): Promise<ActionOutcome>;
  /**
   * Where a customer's file is fetched, where that is not simply its `url`: the address, and what to ask with. Both may hold
   * secrets: they are neither stored nor logged. Throws ChannelError (`gone` and `too_large` are final), else NoAnswer.
   */
  fileSource?: (
    account: ChannelAccount,
    attachment: Attachment,
    options: CallOptions,
  ) => Promise<{ url: string; headers?: Record<string, string> }>;
  /**
   * For platforms that send no webhooks: what is new since `cursor`, as bodies that `receive` reads, oldest first, and the
   * cursor to go on with. Throws on an outage. Without a cursor it begins with now.
   */
  poll?: (
    account: ChannelAccount,
    cursor: string | undefined,
    options: CallOptions,
  ) => Promise<{ bodies: Buffer[]; cursor: string }>;
  life: AccountLife;
}
