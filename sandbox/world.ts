import type {
  Account,
  Chat,
  Comment,
  Customer,
  Message,
  PlatformName,
  Post,
  Tables,
  WebhookEvent,
} from './model.ts';
import type { Change, Store } from './store.ts';

export type WorldChange = Change<Tables>;

/** Everything the platforms know. Reads are from memory; a commit is in the journal before it returns. */
export interface World {
  readonly tables: Store<Tables>['tables'];
  now(): number;
  commit(changes: readonly WorldChange[]): void;
  /** Called for each webhook that a commit queued. */
  onQueued(listener: (event: WebhookEvent) => void): void;
  /** Called after each commit. */
  onCommitted(listener: (changes: readonly WorldChange[]) => void): void;
  /** Called after a commit that added a message of the account's. */
  onOutbound(listener: (message: Message) => void): void;
  /** Called after a commit that added something said in public by an account. */
  onAnswered(listener: (comment: Comment) => void): void;
  /** The next of a series of whole numbers that never repeat. Kept with the next commit. */
  nextNumber(series: string, first?: number): number;
  account(platform: PlatformName, externalId: string): Account | undefined;
  accountsOf(platform: PlatformName): Account[];
  customer(platform: PlatformName, id: string): Customer | undefined;
  chat(platform: PlatformName, account: string, customer: string): Chat | undefined;
  chats(): Iterable<Chat>;
  message(platform: PlatformName, account: string, id: string): Message | undefined;
  post(platform: PlatformName, account: string, id: string): Post | undefined;
  comment(platform: PlatformName, account: string, id: string): Comment | undefined;
  /** Oldest first, those that are gone too. */
  commentsUnder(post: Post): Comment[];
  /** Oldest first. */
  messagesIn(chat: Pick<Chat, 'platform' | 'account' | 'customer'>): Message[];
}

const path = (...parts: string[]) => parts.join('/');

export const putAccount = (it: Account): WorldChange => [
  'accounts',
  path(it.platform, it.externalId),
  it,
];
export const putCustomer = (it: Customer): WorldChange => [
  'customers',
  path(it.platform, it.id),
  it,
];
export const putChat = (it: Chat): WorldChange => [
  'chats',
  path(it.platform, it.account, it.customer),
  it,
];
export const putMessage = (it: Message): WorldChange => [
  'messages',
  path(it.platform, it.account, it.id),
  it,
];

export const putPost = (it: Post): WorldChange => [
  'posts',
  path(it.platform, it.account, it.id),
  it,
];
export const putComment = (it: Comment): WorldChange => [
  'comments',
  path(it.platform, it.account, it.id),
  it,
];

export function createWorld(store: Store<Tables>, now: () => number): World {
  const { tables } = store;
  const index = new Map<string, string[]>();
  const chatKeyOf = (it: { platform: string; account: string; customer: string }) =>
    path(it.platform, it.account, it.customer);
  const addToIndex = (message: Message, key: string) => {
    const keys = index.get(chatKeyOf(message));
    if (keys === undefined) index.set(chatKeyOf(message), [key]);
    else keys.push(key);
  };
  for (const [key, message] of tables.messages) addToIndex(message, key);

  const queuedListeners: ((event: WebhookEvent) => void)[] = [];
  const committedListeners: ((changes: readonly WorldChange[]) => void)[] = [];
  const outboundListeners: ((message: Message) => void)[] = [];
  const answeredListeners: ((comment: Comment) => void)[] = [];
  const taken = new Map<string, number>();

  return {
    tables,
    now,
    commit(changes) {
      const added: Message[] = [];
      for (const [name, key, row] of changes) {
        if (name !== 'messages') continue;
        if (row === null) index.clear();
        else if (!tables.messages.has(key)) {
          addToIndex(row, key);
          added.push(row);
        }
      }
      const answers = changes.flatMap(([name, key, row]) =>
        name === 'comments' && row?.author === row?.account && !tables.comments.has(key)
          ? [row]
          : [],
      );
      const counters = [...taken].map(([key, value]) => ['counters', key, value] as const);
      taken.clear();
      store.commit([...changes, ...counters]);
      for (const listener of committedListeners) listener(changes);
      for (const message of added) {
        if (message.direction === 'inbound') continue;
        for (const listener of outboundListeners) listener(message);
      }
      for (const answer of answers) {
        if (answer !== null) for (const listener of answeredListeners) listener(answer);
      }
      for (const [name, , row] of changes) {
        if (name !== 'webhooks' || row === null) continue;
        for (const listener of queuedListeners) listener(row);
      }
    },
    onQueued: (listener) => void queuedListeners.push(listener),
    onCommitted: (listener) => void committedListeners.push(listener),
    onOutbound: (listener) => void outboundListeners.push(listener),
    onAnswered: (listener) => void answeredListeners.push(listener),
    nextNumber(series, first = 1) {
      const last = taken.get(series) ?? tables.counters.get(series) ?? first - 1;
      taken.set(series, last + 1);
      return last + 1;
    },
    account: (platform, externalId) => tables.accounts.get(path(platform, externalId)),
    accountsOf: (platform) =>
      [...tables.accounts.values()].filter((it) => it.platform === platform),
    customer: (platform, id) => tables.customers.get(path(platform, id)),
    chat: (platform, account, customer) => tables.chats.get(path(platform, account, customer)),
    chats: () => tables.chats.values(),
    message: (platform, account, id) => tables.messages.get(path(platform, account, id)),
    post: (platform, account, id) => tables.posts.get(path(platform, account, id)),
    comment: (platform, account, id) => tables.comments.get(path(platform, account, id)),
    commentsUnder: (post) =>
      [...tables.comments.values()].filter(
        (it) =>
          it.platform === post.platform && it.account === post.account && it.postId === post.id,
      ),
    messagesIn(chat) {
      const keys = index.get(chatKeyOf(chat)) ?? [];
      return keys.map((key) => tables.messages.get(key)).filter((it) => it !== undefined);
    },
  };
}
