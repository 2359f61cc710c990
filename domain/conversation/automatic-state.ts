/** What a conversation keeps in mind of automatic answers: those given, a draft that waits, and whether people have a hand in it. */
import type { WantsPerson } from '../assist/wants-person.ts';
import type { Recorded } from './events.ts';
import { isByHand, type Conversation } from './state.ts';

/** From where an answer is that nobody wrote, and what it answers. */
export interface AnswerSource {
  policyId: string;
  topic: string;
  articleId: string;
  articleVersion: number;
  /** The customer's message. */
  about: string;
}

/** `person`: somebody answered, took it or decided about it. `limit`: the policy allows no more. */
export type HandOverReason = WantsPerson | 'person' | 'limit';

export type DraftEnd =
  | 'customer_wrote'
  | 'other_reply'
  | 'resolved'
  | 'closed'
  | 'merged'
  | 'handed_over'
  | 'dismissed'
  | 'switched_off';

export interface Automatic {
  /** That went out by themselves: at most as many as a policy allows. */
  answers: { about: string; articleId: string }[];
  /** A person, or an integration, has answered, taken it, or moved it. */
  touched?: true;
  handedOver?: HandOverReason;
  /** It waits until a person says what is to become of it. */
  draft?: { id: string; about: string };
}

/** A conversation that was begun before there were any has nothing of it, and gets none: nobody kept in mind who had touched it. */
export function withAutomatic(after: Conversation, recorded: Recorded): Conversation {
  const { automatic } = after;
  if (!automatic) return after;
  const now = changed(isTouch(recorded) ? { ...automatic, touched: true } : automatic, recorded);
  return now === automatic ? after : { ...after, automatic: now };
}

function changed(automatic: Automatic, { event }: Recorded): Automatic {
  switch (event.type) {
    case 'reply_queued': {
      const { about, articleId } = event.automatic ?? {};
      if (about !== undefined && articleId !== undefined) {
        return { ...automatic, answers: [...automatic.answers, { about, articleId }] };
      }
      const isDraft = event.draftId !== undefined && event.draftId === automatic.draft?.id;
      return isDraft ? withoutDraft(automatic) : automatic;
    }
    case 'draft_proposed':
      return { ...automatic, draft: { id: event.draftId, about: event.about } };
    case 'draft_withdrawn':
      return withoutDraft(automatic);
    case 'handed_over':
      return { ...automatic, handedOver: event.reason };
    default:
      return automatic;
  }
}

const withoutDraft = ({ draft: _, ...automatic }: Automatic): Automatic => automatic;

function isTouch({ event, actor }: Recorded): boolean {
  switch (event.type) {
    case 'reply_queued':
      return event.automatic === undefined;
    case 'external_reply_seen':
    case 'moved_to_private':
    case 'note_added':
    case 'transferred':
    case 'merged':
    case 'thread_joined':
      return true;
    case 'assigned':
      return event.isManual;
    case 'status_changed':
    case 'reply_cancelled':
    case 'reply_released':
    case 'draft_withdrawn':
      return isByHand(actor);
    default:
      return false;
  }
}
