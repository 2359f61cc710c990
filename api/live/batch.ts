/** Rows and what they speak of, and from them the frames for each who listens. */
import type { Caller } from '../authenticate.ts';
import { belongingOf, toConversation, type ConversationRow } from '../reads/conversation.ts';
import { present } from '../reads/present.ts';
import { canSee } from '../visibility.ts';
import type { Belonging } from '../../domain/visibility.ts';
import { largestFrame, type ChangeFrame } from './frames.ts';
import { agentIdOf, messageIdsOf, notificationIdOf, type Hydrated } from './hydrate.ts';
import { toSeq, type Position } from './position.ts';
import type { LiveRow } from './rows.ts';
import { mayHear, topicOf } from './topics.ts';

/** What one transaction did to one conversation, or one row that is about something else. */
export interface Run {
  conversationId: string | null;
  rows: [LiveRow, ...LiveRow[]];
  /** That of the last row. */
  position: Position;
}

export interface Batch {
  runs: Run[];
  /** Everything up to here is in it, or in those before. */
  position: Position;
  agents: Hydrated['agents'];
  /** JSON; undefined: it is nothing to this caller. */
  frameFor(run: Run, caller: Caller): string | undefined;
}

/** @param now the database's, ms */
export function createBatch(
  rows: readonly LiveRow[],
  hydrated: Hydrated,
  { position, now }: { position: Position; now: number },
): Batch {
  const runs = runsOf(rows);
  const last = lastMentions(runs);
  const shared = new Map<string, string>();
  const once = (key: string, make: () => string): string => {
    const known = shared.get(key);
    if (known !== undefined) return known;
    const made = make();
    shared.set(key, made);
    return made;
  };
  /** As the caller sees it: what is unread is so for each by themselves. */
  const shown = (row: ConversationRow, { agentId }: Caller) =>
    toConversation({ ...row, unread: hydrated.unread(row.id, agentId) });

  const ofConversation = (run: Run, row: ConversationRow, caller: Caller): string => {
    // Several changes in a row are one picture of it: the newest goes with the last.
    const isLast = last.conversations.get(row.id) === run;
    const unread = isLast ? hydrated.unread(row.id, caller.agentId) : undefined;
    return once(`${keyOf(run)}/${String(unread ?? '')}`, () => {
      const mentioned = [...new Set(run.rows.flatMap(messageIdsOf))].filter(
        (id) => last.messages.get(id) === run,
      );
      const messages = mentioned.flatMap((id) => hydrated.messages.get(id) ?? []);
      const removed = mentioned.filter((id) => !hydrated.messages.has(id));
      const timeline = run.rows.flatMap((it) => hydrated.entries.get(it) ?? []);
      return json({
        ...headOf(run, now),
        conversationId: row.id,
        ...(unread !== undefined && { conversation: toConversation({ ...row, unread }) }),
        ...(messages.length > 0 && { messages }),
        ...(removed.length > 0 && { removedMessageIds: removed }),
        ...(timeline.length > 0 && { timeline }),
      });
    });
  };

  const ofDesk = (run: Run, caller: Caller): string | undefined => {
    const [row] = run.rows;
    if (!mayHear(caller.role, row.kind)) return undefined;
    // Who does not see every customer is not told of which.
    const isNamed = caller.scope === 'all' || topicOf(row.kind) !== 'customer';
    return once(`${keyOf(run)}/${String(isNamed)}`, () => {
      const { target } = row.data;
      return json({
        ...headOf(run, now),
        ...present('agent', agentIdOf(row).map((id) => hydrated.agents.get(id))[0]),
        ...(isNamed && typeof target === 'string' && { target }),
      });
    });
  };

  /** What is one agent's own: a notification, a draft, what they have read. */
  const ofRecipient = (run: Run, caller: Caller): string | undefined => {
    const [row] = run.rows;
    if (caller.agentId === undefined || row.recipientId !== caller.agentId) return undefined;
    const [notificationId] = notificationIdOf(row);
    const notification = notificationId && hydrated.notifications.get(notificationId);
    const conversationId = row.conversationId ?? (notification || undefined)?.conversationId;
    const conversation = conversationId && hydrated.conversations.get(conversationId);
    if (conversationId && !(conversation && canSee(caller, belongingOf(conversation))))
      return undefined;
    return json({
      ...headOf(run, now),
      ...present('conversationId', conversationId),
      ...(notification && { notification }),
      ...(row.kind === 'conversation' &&
        conversation && { conversation: shown(conversation, caller) }),
    });
  };

  return {
    runs,
    position,
    agents: hydrated.agents,
    frameFor(run, caller) {
      if (run.rows[0].recipientId !== null) return ofRecipient(run, caller);
      if (run.conversationId === null) return ofDesk(run, caller);
      if (!mayHear(caller.role, 'conversation')) return undefined;
      const row = hydrated.conversations.get(run.conversationId);
      if (row && canSee(caller, belongingOf(row))) return ofConversation(run, row, caller);
      const couldSee = run.rows.some(
        ({ kind, data }) => kind === 'moved' && canSee(caller, before(data)),
      );
      const { conversationId } = run;
      return couldSee ? json({ ...headOf(run, now), removed: { conversationId } }) : undefined;
    },
  };
}

/** Whose it was until it moved. */
const before = ({ teamId, assignedTo }: Record<string, unknown>): Belonging => ({
  teamId: typeof teamId === 'string' ? teamId : null,
  assignedTo: typeof assignedTo === 'string' ? assignedTo : null,
});

function runsOf(rows: readonly LiveRow[]): Run[] {
  const runs: Run[] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run && goesOn(run, row)) {
      run.rows.push(row);
      run.position = row;
    } else runs.push({ conversationId: row.conversationId, rows: [row], position: row });
  }
  return runs;
}

const goesOn = ({ conversationId, rows: [first] }: Run, row: LiveRow): boolean =>
  conversationId !== null &&
  row.conversationId === conversationId &&
  row.xid === first.xid &&
  row.recipientId === null &&
  first.recipientId === null;

function lastMentions(runs: readonly Run[]) {
  const conversations = new Map<string, Run>();
  const messages = new Map<string, Run>();
  for (const run of runs) {
    if (run.rows[0].recipientId !== null) continue;
    if (run.conversationId !== null) conversations.set(run.conversationId, run);
    for (const id of run.rows.flatMap(messageIdsOf)) messages.set(id, run);
  }
  return { conversations, messages };
}

const keyOf = ({ position: { xid, id } }: Run): string => `${xid}-${String(id)}`;

const headOf = ({ rows, position }: Run, now: number) => ({
  type: 'change' as const,
  seq: toSeq(position, now),
  what: rows.at(-1)?.kind ?? rows[0].kind,
});

/** What is too large goes without what makes it so. */
function json(frame: ChangeFrame): string {
  const text = JSON.stringify(frame);
  if (Buffer.byteLength(text) <= largestFrame) return text;
  const { type, seq, what, conversationId } = frame;
  return JSON.stringify({ type, seq, what, conversationId, isPartial: true });
}
