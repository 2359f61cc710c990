/** Meta's answers → what became of a call. */
import { z } from 'zod';
import type { ActionOutcome, CallOptions, SendOutcome } from '../channel.ts';
import { retryAfterOf } from '../http.ts';
import {
  ChannelError,
  failureOf,
  lostAnswer,
  outcomeWithoutAnswer,
  rateLimited,
  refused,
  retryAt,
  tokenDead,
  type Unsent,
} from '../outcome.ts';
import type { GraphAnswer, GraphError, Room } from './graph.ts';
import { regainMs } from './usage.ts';

/**
 * "Not accepted, later": app, user, Page and call limits, custom limits, and the limits per business use case
 * (docs: Graph API, rate limiting).
 */
const throttles: ReadonlySet<number> = new Set([4, 17, 32, 341, 613, 80001, 80002, 80006]);

/** Answers that say nothing for certain: unknown error, service unavailable, transient, duplicate of an earlier post. */
const uncertain: ReadonlySet<number> = new Set([1, 2, 99, 506]);

/** Any code may come with it: the thread is another app's (Conversation Routing). */
const otherAppSubcode = 2018300;

/** @param idIn the new message's id in the body of a success; undefined: it can't be read */
export function outcomeOfAnswer(
  room: Room,
  answer: GraphAnswer,
  now: number,
  idIn: (body: unknown) => string | undefined,
): SendOutcome {
  const failure = failureIn(room, answer, now);
  if (failure) return failure;
  const platformMessageId = idIn(answer.body);
  return platformMessageId === undefined
    ? lostAnswer(room.title)
    : { kind: 'sent', platformMessageId, at: now };
}

/** Of a call that changes something: done, or why not. Never throws. */
export async function actionOf(
  room: Room,
  call: () => Promise<GraphAnswer>,
  now: () => number,
): Promise<ActionOutcome> {
  try {
    const answer = await call();
    const failure = failureIn(room, answer, now());
    if (failure) return inWordsOfAnAction(room, failure);
    return Unsuccessful.safeParse(answer.body).success
      ? refused(
          'rejected',
          `${room.title} did not do this, and does not say why. Look at it there.`,
        )
      : { kind: 'done' };
  } catch (error) {
    return inWordsOfAnAction(room, outcomeWithoutAnswer(room.title, error, now()));
  }
}

/** Failures are worded for messages; an action is none. */
function inWordsOfAnAction({ title }: Room, outcome: Unsent): Unsent {
  if (outcome.kind !== 'unknown') return outcome;
  const { code, platformCode } = outcome.failure;
  const words = `${title} gave no clear answer, so this may or may not be done. Look at it there.`;
  return { kind: 'unknown', failure: failureOf(code, words, platformCode) };
}

/** Some calls answer 200 all the same, and in words (docs: Moderate Conversations). */
const Unsuccessful = z.object({ success: z.union([z.literal(false), z.literal('false')]) });

function failureIn(room: Room, answer: GraphAnswer, now: number): Unsent | undefined {
  const { title } = room;
  const { status, error } = answer;
  const platformCode = error ? codeOf(error) : undefined;
  if (status >= 500 || status === 408) return lostAnswer(title, platformCode);
  if (status === 429) return retryAt(now + waitOf(answer, now), rateLimited(title, platformCode));
  if (error) return failureOfError(room, error, answer, now);
  if (status >= 200 && status < 300) return undefined;
  return status >= 400
    ? refused('rejected', `${title} refused the message (HTTP ${String(status)}).`, String(status))
    : lostAnswer(title, String(status));
}

function failureOfError(
  { title, refusals }: Room,
  error: GraphError,
  answer: GraphAnswer,
  now: number,
): Unsent {
  const platformCode = codeOf(error);
  if (throttles.has(error.code)) {
    return retryAt(now + waitOf(answer, now), rateLimited(title, platformCode));
  }
  if (uncertain.has(error.code)) return lostAnswer(title, platformCode);
  if (error.code === 190) return tokenDead(title, platformCode);
  if (error.error_subcode === otherAppSubcode || error.code === otherAppSubcode) {
    return refused(
      'thread_elsewhere',
      'Another app handles this conversation at the moment. Take it over in the Page’s inbox, or answer there.',
      platformCode,
    );
  }
  const known = refusals.get(platformCode) ?? refusals.get(String(error.code));
  if (known) return refused(known.code, known.message, platformCode);
  // Without an entry in the table, "transient" leaves open what happened.
  if (error.is_transient === true) return lostAnswer(title, platformCode);
  const said = error.message === undefined ? '' : ` It says: ${error.message.slice(0, 300)}`;
  return refused('rejected', `${title} refused the message.${said}`, platformCode);
}

/** What a call that is no send gives. @throws ChannelError */
export function valueOf<Schema extends z.ZodType>(
  room: Room,
  answer: GraphAnswer,
  schema: Schema,
  { now = Date.now }: CallOptions,
): z.infer<Schema> {
  if (answer.error || answer.status < 200 || answer.status > 299) {
    throw errorOfAnswer(room, answer, now());
  }
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ChannelError('platform_failed', `${room.title}’s answer cannot be read`);
}

/** Is what was asked for gone, or not ours to see? */
export const isGone = ({ error, status }: GraphAnswer): boolean =>
  error ? error.code === 100 || error.code === 803 || error.code === 10 : status === 404;

/** Does the token lack the permission? (docs: Graph API, error codes: 3, 10, and 200 to 299) */
export const isForbidden = ({ error }: GraphAnswer): boolean =>
  error !== undefined &&
  (error.code === 3 || error.code === 10 || (error.code >= 200 && error.code < 300));

/** Codes by which Meta keeps a profile to itself: no such person to us, no consent, no permission. */
const withheld: ReadonlySet<number> = new Set([10, 100, 200, 230, 551]);
const withheldSubcodes: ReadonlySet<number | undefined> = new Set([2018218, 2018247]);

/** Does Meta not say who somebody is? */
export const isWithheld = ({ error, status }: GraphAnswer): boolean =>
  error ? withheld.has(error.code) || withheldSubcodes.has(error.error_subcode) : status === 404;

function errorOfAnswer({ title }: Room, answer: GraphAnswer, now: number): ChannelError {
  const { error, status } = answer;
  const said = error ? `error ${codeOf(error)}` : `HTTP ${String(status)}`;
  if (status === 429 || (error && throttles.has(error.code))) {
    const retryAfterMs = waitOf(answer, now);
    return new ChannelError('rate_limited', `${title} asks to slow down (${said})`, {
      retryAfterMs,
    });
  }
  if (error?.code === 190) {
    return new ChannelError('token_dead', `${title} does not accept the token (${said})`);
  }
  return new ChannelError('platform_failed', `${title} answered ${said}`);
}

const codeOf = ({ code, error_subcode: subcode }: GraphError): string =>
  subcode === undefined ? String(code) : `${String(code)}/${String(subcode)}`;

/** How long to leave Meta alone: calling on extends the block, so the longest wish counts, up to a day. */
function waitOf({ headers }: Pick<GraphAnswer, 'headers'>, now: number): number {
  const wait = Math.max(0, retryAfterOf(headers, now) ?? 0, regainMs(headers));
  return wait === 0 ? defaultWaitMs : Math.min(wait, maxWaitMs);
}

/** Where Meta names no time; an account that is told so again waits longer each time (domain/pace.ts). */
const defaultWaitMs = 5_000;
const maxWaitMs = 24 * 60 * 60_000;
