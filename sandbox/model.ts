/** What the simulated platforms know: the rows of the sandbox's store. */
import type {
  BlueskyAccess,
  BlueskyBlob,
  BlueskyLine,
  BlueskyPerson,
  BlueskyRecord,
} from './bluesky/model.ts';
import type { CrmHook, CrmLedgerLine } from './crm/model.ts';
import type { HubspotAccount, HubspotObject, HubspotProperty } from './hubspot/model.ts';
import type { LinkedInGrant, LinkedInNotification, LinkedInReaction } from './linkedin/model.ts';
import type { ModelCall } from './model/call.ts';
import type { SalesforceOrg, SalesforceRecord } from './salesforce/model.ts';
import type { XApp, XUpload } from './x/model.ts';

export const platformNames = [
  'facebook',
  'instagram',
  'telegram',
  'linkedin',
  'x',
  'bluesky',
] as const;
export type PlatformName = (typeof platformNames)[number];

/** A page or a bot of the desk's, as the platform keeps it. */
export interface Account {
  platform: PlatformName;
  externalId: string;
  name: string;
  /** By the platform's own names: {pageAccessToken, appSecret, verifyToken} or {botToken}. */
  credentials: Record<string, string>;
  webhookSecrets: string[];
  humanAgentApproved: boolean;
  /** Facebook's "Require App Secret": every call needs its proof. */
  requireAppSecretProof: boolean;
  /** Of Meta's permissions, those that its token was not given; absent: it has all. */
  withheld?: string[];
  /** Facebook: the app that the page's token belongs to. */
  appId: string;
  webhook: WebhookSubscription;
  /** Instagram: tokens that were made here, and when; ms since 1970. They run out. */
  issuedTokens?: { token: string; at: number }[];
}

export interface WebhookSubscription {
  isOn: boolean;
  /** Absent: the sandbox's own setting for the platform. */
  url?: string;
  /** Facebook's subscribed fields, Telegram's allowed updates. */
  fields: string[];
  secretToken?: string;
  maxConnections: number;
  /** ms since 1970: every delivery has failed since then. */
  failingSince?: number;
  lastError?: { at: number; message: string };
}

export interface Customer {
  platform: PlatformName;
  id: string;
  name: string;
  handle?: string;
  language?: string;
}

/** One customer with one account. Times are ms since 1970. */
export interface Chat {
  platform: PlatformName;
  account: string;
  customer: string;
  conversationId: string;
  startedAt: number;
  /** The newest time given to anything in here: times in a chat only rise. */
  lastAt: number;
  /** What opens Facebook's window: the customer's last message, reaction or button. */
  lastContactAt?: number;
  /** All of the account's messages up to here are on the customer's phone, … */
  deliveredUpTo: number;
  /** … and up to here the customer has read them. */
  readUpTo: number;
  /** The account has marked the customer's messages as seen up to here. */
  seenUpTo: number;
  isBlocked: boolean;
}

export interface Attachment {
  kind: 'image' | 'video' | 'audio' | 'file';
  /** Where Facebook shows it. */
  url?: string;
  /** The name of the bytes in the sandbox's store of files; Telegram tells it. */
  fileId?: string;
  name?: string;
  mimeType?: string;
  size?: number;
}

/** A file by its id, on the platform and of the account that it came by. */
export interface StoredFile {
  name: string;
  mimeType: string;
  base64: string;
  platform: PlatformName;
  account: string;
}

export interface Message {
  id: string;
  platform: PlatformName;
  account: string;
  customer: string;
  direction: 'inbound' | 'outbound';
  text: string;
  attachments: Attachment[];
  at: number;
  metadata?: string;
  replyTo?: string;
  /** Telegram's buttons under the message. */
  buttons?: unknown;
  editCount: number;
  editedAt?: number;
  deletedAt?: number;
  /** Instagram: the story of the account's that it answers, or the customer's that names the account. */
  story?: { kind: 'reply' | 'mention'; id: string; url: string };
  customerReaction?: string;
  accountReaction?: string;
}

/** Something published: what is commented on, reviewed, or names the account. */
export interface Post {
  id: string;
  platform: PlatformName;
  /** Whose feed it is in, or whom it names. */
  account: string;
  /** A customer's id, or the account's own. */
  author: string;
  text: string;
  at: number;
}

/** Something said in public to the account: below a post, or the mention or review itself. */
export interface Comment {
  id: string;
  platform: PlatformName;
  account: string;
  source: 'comment' | 'mention' | 'review';
  postId: string;
  /** The comment that it answers; absent: the post. */
  parentId?: string;
  author: string;
  text: string;
  attachments: Attachment[];
  at: number;
  recommends?: boolean;
  /** Facebook’s reviews, 1 to 5. */
  stars?: number;
  editCount: number;
  editedAt?: number;
  isDeleted: boolean;
  isHidden: boolean;
  isLiked: boolean;
  /** Its author was answered in private, which goes once. */
  isAnsweredPrivately: boolean;
  /** X: the ids that it has had, where it was edited; the first is its own. */
  versions?: string[];
  /** LinkedIn: whom the text names, and where in it. */
  mentions?: unknown[];
}

/** A send that the platform took: the truth that a checker compares with. */
export interface LedgerLine {
  seq: number;
  at: number;
  platform: PlatformName;
  account: string;
  customer: string;
  platformMessageId: string;
  text: string;
  attachments: Attachment[];
  metadata?: string;
  tag?: string;
  messagingType?: string;
  replyTo?: string;
  /** Said in public, below this post. */
  postId?: string;
  /** The comment whose author got it as a direct message. */
  privateReplyTo?: string;
  /** Not said but done: to `platformMessageId`, or to the customer. */
  action?: ModerationAction;
}

export type ModerationAction =
  'hide' | 'unhide' | 'delete' | 'edit' | 'like' | 'unlike' | 'block' | 'unblock' | 'spam';

export type WebhookKind =
  | 'message'
  | 'echo'
  | 'edit'
  | 'unsend'
  | 'reaction'
  | 'postback'
  | 'delivered'
  | 'read'
  | 'typing'
  | 'blocked'
  | 'unblocked'
  | 'comment'
  | 'comment_edit'
  | 'comment_remove'
  | 'comment_hide'
  | 'own_comment';

/** An event that waits for the desk's 2xx. */
export interface WebhookEvent {
  seq: number;
  /** Its natural key as a path, e.g. `facebook/<page>/message/<mid>`. */
  eventKey: string;
  platform: PlatformName;
  account: string;
  customer: string;
  kind: WebhookKind;
  /** When it happened on the platform. */
  sentAt: number;
  text?: string;
  platformMessageId?: string;
  /** Facebook: one item of `messaging`. Telegram: the update. */
  payload: unknown;
}

/** An event that the desk answered with 2xx, so that it is the desk's from then on. */
export interface InboxLogLine extends Omit<WebhookEvent, 'payload'> {
  ackedAt: number;
  attempts: number;
}

export interface Tables {
  accounts: Account;
  customers: Customer;
  chats: Chat;
  messages: Message;
  posts: Post;
  comments: Comment;
  ledger: LedgerLine;
  webhooks: WebhookEvent;
  inboxLog: InboxLogLine;
  counters: number;
  /** Where a platform's webhooks go when the account names no address. */
  webhookUrls: string;
  files: StoredFile;
  blueskyAccess: BlueskyAccess;
  blueskyBlobs: BlueskyBlob;
  blueskyLog: BlueskyLine;
  blueskyPeople: BlueskyPerson;
  blueskyRecords: BlueskyRecord;
  crmHooks: CrmHook;
  crmLedger: CrmLedgerLine;
  hubspotAccounts: HubspotAccount;
  /** `<type>/<id>/<type>/<id>`, both ways. */
  hubspotAssociations: true;
  hubspotObjects: HubspotObject;
  hubspotProperties: HubspotProperty;
  linkedinGrants: LinkedInGrant;
  linkedinNotifications: LinkedInNotification;
  linkedinReactions: LinkedInReaction;
  modelCalls: ModelCall;
  salesforceOrgs: SalesforceOrg;
  salesforceRecords: SalesforceRecord;
  xApps: XApp;
  xUploads: XUpload;
  /** By upload and number, as base64. */
  xSegments: string;
}

export const tableNames = [
  'accounts',
  'customers',
  'chats',
  'messages',
  'posts',
  'comments',
  'ledger',
  'webhooks',
  'inboxLog',
  'counters',
  'webhookUrls',
  'files',
  'blueskyAccess',
  'blueskyBlobs',
  'blueskyLog',
  'blueskyPeople',
  'blueskyRecords',
  'crmHooks',
  'crmLedger',
  'hubspotAccounts',
  'hubspotAssociations',
  'hubspotObjects',
  'hubspotProperties',
  'linkedinGrants',
  'linkedinNotifications',
  'linkedinReactions',
  'modelCalls',
  'salesforceOrgs',
  'salesforceRecords',
  'xApps',
  'xUploads',
  'xSegments',
] as const satisfies readonly (keyof Tables)[];
