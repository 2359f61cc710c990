import type { Account, Chat, Comment, Customer, Message, PlatformName, Post } from './model.ts';
import type { WebhookEvent, WebhookKind } from './model.ts';
import type { World, WorldChange } from './world.ts';

/** A webhook before it is queued: `key` is its natural key on the platform. */
export interface WebhookDraft {
  kind: WebhookKind;
  /** What the account must have subscribed to. */
  field: string;
  key: string;
  sentAt: number;
  text?: string;
  platformMessageId?: string;
  payload: unknown;
  /** Kept whether or not the account has subscribed, e.g. for those who pull. */
  kept?: WorldChange;
}

/** Who is in a chat, as every event needs it. */
export interface Setting {
  world: World;
  account: Account;
  chat: Chat;
  customer: Customer;
}

/** What happens in a chat, in the words all platforms share; a platform without such an event gives undefined. */
export interface Platform {
  name: PlatformName;
  /** What customers can do there; absent: all of it. */
  sources?: readonly ('dm' | 'comment' | 'mention' | 'review')[];
  /** How long "is typing" shows on the customer's phone, in ms. */
  typingLastsMs: number;
  files: FileTraits;
  /** How often a message may be edited; absent: as often as one likes. */
  maxEdits?: number;
  newMessageId(world: World, account: Account): string;
  isCustomerId(id: string): boolean;
  wrote(setting: Setting, message: Message): WebhookDraft | undefined;
  /** The account's own message comes back; `isByApp` false: somebody wrote it in the platform's own inbox. */
  echoed(setting: Setting, message: Message, isByApp: boolean): WebhookDraft | undefined;
  edited(setting: Setting, message: Message): WebhookDraft | undefined;
  /** The customer takes a message back; absent where apps don't hear of it. */
  unsent?: (setting: Setting, message: Message) => WebhookDraft;
  /** Customers answer the account's stories, and name it in theirs. */
  hasStories?: boolean;
  reacted(setting: Setting, message: Message, previous?: string): WebhookDraft | undefined;
  pressed(setting: Setting, press: Press): WebhookDraft | undefined;
  delivered(setting: Setting, messages: Message[]): WebhookDraft | undefined;
  read(setting: Setting): WebhookDraft | undefined;
  blocked(setting: Setting): WebhookDraft | undefined;
  /** The customer is writing; absent where apps don't hear of it. */
  typed?: (setting: Setting) => WebhookDraft;
  /** Where things are said in public; absent where there is no such place. */
  feed?: FeedPlatform;
  /** How a queued event goes over the wire. */
  request(account: Account, event: WebhookEvent): { headers: Record<string, string>; body: Buffer };
  /** Events of one account that share a request; absent: each has its own. */
  batch?: {
    max: number;
    /** ms to wait for more of them. */
    lingersMs: number;
    request: (
      account: Account,
      events: readonly WebhookEvent[],
    ) => { headers: Record<string, string>; body: Buffer };
  };
  /** What its deliverer does with an answer. */
  delivery: DeliveryPolicy;
}

/** How the platform tells of a file. */
export interface FileTraits {
  by: 'url' | 'id';
  /** In one message. */
  max: number;
  /** How their ids look; absent: as Telegram’s. */
  newId?: (world: World) => string;
}

/** Something in public, and who is concerned. */
export interface Scene {
  world: World;
  account: Account;
  post: Post;
  comment: Comment;
  /** Who said it; absent: the account itself. */
  customer?: Customer;
}

/** `target` is the id of the post or the comment. */
export interface Liking {
  world: World;
  account: Account;
  post: Post;
  target: string;
  customer: Customer;
}

export interface FeedPlatform {
  newPostId: (world: World, account: Account, author: string) => string;
  newCommentId: (world: World, post: Post, author: string) => string;
  said: (scene: Scene) => WebhookDraft | undefined;
  edited: (scene: Scene) => WebhookDraft | undefined;
  removed: (scene: Scene) => WebhookDraft | undefined;
  /** Comments below others' posts that name the account are told, too. */
  tellsMentionsInComments?: boolean;
  /** What is worded anew is something new there, with an id of its own. */
  newVersionId?: (world: World) => string;
  /** What was said is never worded anew. */
  isFixed?: boolean;
  /** One level of replies: who answers a reply stands beside it. */
  isFlat?: boolean;
  /** Hidden, or shown again. */
  hidden: (scene: Scene) => WebhookDraft | undefined;
  /** A customer likes a post, or a comment below it; absent where nobody hears of it. */
  liked?: (liking: Liking) => WebhookDraft | undefined;
}

export interface Press {
  id: string;
  title: string;
  payload: string;
  at: number;
  message?: Message;
}

export interface DeliveryPolicy {
  /** The desk has so long to answer. */
  timeoutMs: number;
  isAccepted(status: number): boolean;
  /** A failing event holds back the later ones of its chat. */
  isOrdered: boolean;
  /** ms to wait after so many failed attempts. */
  delayAfter(attempts: number): number;
  /** Attempts made before the event steps aside for the ones behind it. */
  immediateAttempts: number;
  honoursRetryAfter: boolean;
  /** ms after which an event is dropped. */
  expiresAfter?: number;
  /** ms of nothing but failures after which the platform gives the account's webhook up. */
  givesUpAfter?: number;
}
