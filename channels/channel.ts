/** What the desk knows of a platform: one interface, and what each platform can do as data. */

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
  name?: string;
  mimeType?: string;
  size?: number;
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
  | (EventBase & { kind: 'blocked' | 'unblocked' });

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

export interface Received {
  events: ReceivedEvent[];
  rest: Unreceived[];
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
}

export interface WebhookRequest {
  headers: Record<string, string | string[] | undefined>;
  query: Record<string, string | undefined>;
  rawBody: Buffer;
}

/** A message to send. `id` is the desk's own and goes along as metadata where the platform echoes it. */
export interface OutboundMessage {
  id: string;
  recipientExternalId: string;
  threadKey: string;
  content: string;
  attachments: Attachment[];
  /** A person wrote it (Meta's HUMAN_AGENT is only for those). */
  isHuman: boolean;
  /** The customer's last message, ms since 1970: windows are counted from it. */
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
  | { kind: 'sent'; platformMessageId: string; at: number; platformAt?: number }
  | { kind: 'retryAt'; at: number; failure: SendFailure }
  | { kind: 'refused'; failure: SendFailure }
  | { kind: 'unknown'; failure: SendFailure };

export interface Profile {
  name?: string;
  handle?: string;
  avatarUrl?: string;
  language?: string;
}

export interface HistoryMessage {
  platformMessageId: string;
  direction: 'inbound' | 'outbound';
  content: string;
  /** ms since 1970 */
  at: number;
}

export interface HistoryConversation {
  externalId: string;
  customer: EventCustomer;
  /** ms since 1970 */
  updatedAt: number;
}

/** What a platform can do, as data: the composer, the API and the docs read it; nothing else knows a platform's name. */
export interface Capabilities {
  sources: readonly Source[];
  text: { max: number; unit: 'utf16' | 'bytes' | 'graphemes' | 'weighted' };
  attachments: boolean;
  /** Hours after the customer's last message in which an ordinary reply is allowed; undefined: no window. */
  windowHours?: number;
  /** Days in which a person may still reply with HUMAN_AGENT. */
  humanAgentDays?: number;
  receipts: { delivered: boolean; read: boolean };
  edits: boolean;
  unsends: boolean;
  reactions: boolean;
  echoes: boolean;
  history: boolean;
  markAsRead: boolean;
  typing: boolean;
  /** A retry of the same message is the same message on the platform. */
  idempotentSend: boolean;
  /** May we write first? */
  writeFirst: 'never' | 'after_contact' | 'always';
}

export interface CallOptions {
  /** No request may leave, and none may go on, after this instant (ms since 1970). */
  deadline: number;
  /** The clock, for tests. */
  now?: () => number;
}

/** One platform. Everything that knows its payloads is in its room, `channels/<name>/`. */
export interface Channel {
  name: PlatformName;
  capabilities: Capabilities;
  /** The answer to a GET handshake, or undefined where it is not one of ours (→ 403). */
  handshake(
    account: ChannelAccount,
    request: WebhookRequest,
  ): { status: number; body: string } | undefined;
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
  fetchConversations(
    account: ChannelAccount,
    since: number | undefined,
    options: CallOptions,
  ): Promise<HistoryConversation[]>;
  fetchMessages(
    account: ChannelAccount,
    conversationExternalId: string,
    cursor: string | undefined,
    options: CallOptions,
  ): Promise<{ messages: HistoryMessage[]; nextCursor?: string }>;
}
