/** Somebody's screen: what it read once, and what the stream told it since, through cuts. */
import type { Frame } from '../../../api/live/frames.ts';
import type { ConversationJson } from '../../../api/schemas/conversation.ts';
import type { MessageJson, TimelineJson } from '../../../api/schemas/message.ts';
import { call, type Answer } from '../../support/client.ts';
import { listen, type Listening } from './live.ts';

/** What a fresh read over REST gives. */
export interface Screen {
  conversations: Map<string, ConversationJson>;
  messages: Map<string, MessageJson>;
  /** By conversation and version. */
  timeline: Map<string, TimelineJson>;
}

interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

async function all<T>(url: string, token: string, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = `limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const answer: Answer<Page<T>> = await call<Page<T>>(url, 'GET', `/api/v1${path}?${query}`, {
      token,
    });
    // It went to another team since it was listed.
    if (answer.status === 404) return items;
    items.push(...answer.body.data);
    cursor = answer.body.nextCursor;
  }
  return items;
}

export async function freshScreen(url: string, token: string): Promise<Screen> {
  const conversations = await all<ConversationJson>(url, token, '/conversations');
  const screen: Screen = { conversations: new Map(), messages: new Map(), timeline: new Map() };
  for (const conversation of conversations) {
    const { id } = conversation;
    // The list may come from elsewhere, and shows each as the read of one does.
    screen.conversations.set(id, conversation);
    for (const message of await all<MessageJson>(url, token, `/conversations/${id}/messages`)) {
      screen.messages.set(message.id, message);
    }
    for (const entry of await all<TimelineJson>(url, token, `/conversations/${id}/timeline`)) {
      screen.timeline.set(`${id}/${entry.version}`, entry);
    }
  }
  return screen;
}

export interface Follower {
  token: string;
  screen: Screen;
  /** What the stream should never have told. */
  faults: string[];
  cuts: number;
  /** Begins, or comes back. */
  connect(url: string): Promise<void>;
  cut(): void;
}

/** @param begins `late`: what happened before it came is read over REST; `empty`: nothing has happened yet */
export function follower(token: string, begins: 'empty' | 'late'): Follower {
  const screen: Screen = { conversations: new Map(), messages: new Map(), timeline: new Map() };
  const faults: string[] = [];
  const told = new Set<string>();
  /** Left its sight: what was read before that is over. */
  const gone = new Set<string>();
  let connection: Listening | undefined;
  let current = { isCut: false };
  let seq: string | undefined;

  const take = (frame: Frame) => {
    if (frame.type === 'reload') faults.push(`reload: ${frame.reason}`);
    if (frame.type !== 'change') return;
    const { conversation, messages = [], removedMessageIds = [], timeline = [], removed } = frame;
    if (removed) {
      forget(screen, removed.conversationId);
      gone.add(removed.conversationId);
    }
    if (conversation) {
      // Two processes, or what was missed, may show it as it was read a moment before.
      const { version = 0 } = screen.conversations.get(conversation.id) ?? {};
      if (version <= conversation.version) screen.conversations.set(conversation.id, conversation);
      gone.delete(conversation.id);
    }
    for (const message of messages) screen.messages.set(message.id, message);
    for (const id of removedMessageIds) screen.messages.delete(id);
    for (const entry of timeline) {
      const key = `${frame.conversationId ?? ''}/${entry.version}`;
      if (told.has(key)) faults.push(`${key} came twice`);
      told.add(key);
      screen.timeline.set(key, entry);
    }
  };

  return {
    token,
    screen,
    faults,
    cuts: 0,
    async connect(url) {
      const isFirst = seq === undefined;
      const mine: { isCut: boolean } = { isCut: false };
      current = mine;
      connection = await listen(url, {
        token,
        ...(seq !== undefined && { since: seq }),
        onFrame(frame) {
          // What still lay in our own buffers when the cable was cut never came.
          if (mine.isCut) return;
          take(frame);
          if ('seq' in frame && frame.seq !== undefined) ({ seq } = frame);
        },
      });
      await connection.next('hello');
      if (!isFirst || begins === 'empty') return;
      const fresh = await freshScreen(url, token);
      gone.forEach((id) => {
        forget(fresh, id);
      });
      fillIn(screen, fresh);
    },
    cut() {
      current.isCut = true;
      connection?.cut();
      this.cuts += 1;
    },
  };
}

/** What the stream has brought meanwhile is newer, or the same. */
function fillIn(screen: Screen, fresh: Screen): void {
  for (const kind of ['conversations', 'messages', 'timeline'] as const) {
    const known: Map<string, unknown> = screen[kind];
    for (const [key, value] of fresh[kind]) if (!known.has(key)) known.set(key, value);
  }
}

function forget(screen: Screen, conversationId: string): void {
  screen.conversations.delete(conversationId);
  for (const [id, message] of screen.messages) {
    if (message.conversationId === conversationId) screen.messages.delete(id);
  }
  for (const key of screen.timeline.keys()) {
    if (key.startsWith(conversationId)) screen.timeline.delete(key);
  }
}
