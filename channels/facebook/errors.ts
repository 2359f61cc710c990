/** Meta's answers to a send → what became of the message. */
import { z } from 'zod';
import type { CallOptions, SendOutcome } from '../channel.ts';
import { retryAfterOf, type HttpAnswer } from '../http.ts';
import { ChannelError, lostAnswer, rateLimited, refused, retryAt, tokenDead } from '../outcome.ts';
import { lenient } from '../schema.ts';
import type { GraphAnswer, GraphError } from './client.ts';

const name = 'Facebook';

/**
 * "Not accepted, later": app, user, Page and call limits, custom limits, and the limits per business use case
 * (docs: Graph API, rate limiting).
 */
const throttles: ReadonlySet<number> = new Set([4, 17, 32, 341, 613, 80001, 80002, 80006]);

/** Answers that say nothing for certain: unknown error, service unavailable, transient, duplicate of an earlier post. */
const uncertain: ReadonlySet<number> = new Set([1, 2, 99, 506]);

interface Refusal {
  code: string;
  message: string;
}

const windowClosed: Refusal = {
  code: 'window_closed',
  message:
    'Facebook’s window for replies has closed. It opens again when the customer writes; until then use another way to reach them.',
};
const userGone: Refusal = {
  code: 'user_gone',
  message:
    'This customer cannot receive messages on Messenger any more. Use another way to reach them.',
};
const noPermission: Refusal = {
  code: 'no_permission',
  message:
    'Facebook does not let this account send messages. Ask an administrator to check the app’s permissions for the Page.',
};
const restricted: Refusal = {
  code: 'restricted',
  message:
    'Facebook has restricted this Page’s messaging. Ask an administrator to look at the Page’s support inbox.',
};
const attachmentFailed = (why: string): Refusal => ({
  code: 'attachment_failed',
  message: `Facebook did not take the attachment: ${why}. Send it in another form.`,
});

/** By `code/subcode`, then by `code` (docs: Messenger Platform, error codes, June 2026; 368 and 551 from samples). */
const refusals: ReadonlyMap<string, Refusal> = new Map([
  ['10/2018278', windowClosed],
  ['10/2018065', noPermission],
  ['10/2018108', userGone],
  ['10/1893063', restricted],
  ['10', noPermission],
  ['100/2018001', userGone],
  ['100/2018008', attachmentFailed('it could not fetch the file')],
  ['100/2018047', attachmentFailed('the file is of another type than it says')],
  ['100/2018109', attachmentFailed('the file is too large')],
  ['100/2018294', attachmentFailed('the video is longer than 75 seconds')],
  ['200/1545041', userGone],
  ['200', noPermission],
  ['368', restricted],
  ['551', userGone],
  ['9000001', { code: 'rejected', message: 'The message this belongs to was deleted.' }],
]);

/** Any code may come with it: the thread is another app's (Conversation Routing). */
const otherAppSubcode = 2018300;

export function outcomeOfAnswer(answer: GraphAnswer, now: number): SendOutcome {
  const { status, error, body } = answer;
  const platformCode = error ? codeOf(error) : undefined;
  if (status >= 500 || status === 408) return lostAnswer(name, platformCode);
  if (status === 429) return retryAt(now + waitOf(answer, now), rateLimited(name, platformCode));
  if (error) return outcomeOfError(error, answer, now);
  if (status >= 200 && status < 300) {
    const sent = Sent.safeParse(body);
    return sent.success
      ? { kind: 'sent', platformMessageId: sent.data.message_id, at: now }
      : lostAnswer(name);
  }
  return status >= 400
    ? refused('rejected', `Facebook refused the message (HTTP ${String(status)}).`, String(status))
    : lostAnswer(name, String(status));
}

const Sent = z.object({ message_id: z.string().min(1) });

function outcomeOfError(error: GraphError, answer: GraphAnswer, now: number): SendOutcome {
  const platformCode = codeOf(error);
  if (throttles.has(error.code)) {
    return retryAt(now + waitOf(answer, now), rateLimited(name, platformCode));
  }
  if (uncertain.has(error.code)) return lostAnswer(name, platformCode);
  if (error.code === 190) return tokenDead(name, platformCode);
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
  if (error.is_transient === true) return lostAnswer(name, platformCode);
  const said = error.message === undefined ? '' : ` It says: ${error.message.slice(0, 300)}`;
  return refused('rejected', `Facebook refused the message.${said}`, platformCode);
}

/** What a call that is no send gives. @throws ChannelError */
export function valueOf<Schema extends z.ZodType>(
  answer: GraphAnswer,
  schema: Schema,
  { now = Date.now }: CallOptions,
): z.infer<Schema> {
  if (answer.error || answer.status < 200 || answer.status > 299)
    throw errorOfAnswer(answer, now());
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ChannelError('platform_failed', 'Facebook’s answer cannot be read');
}

/** What a call that is no send throws. */
function errorOfAnswer(answer: GraphAnswer, now: number): ChannelError {
  const { error, status } = answer;
  const said = error ? `error ${codeOf(error)}` : `HTTP ${String(status)}`;
  if (status === 429 || (error && throttles.has(error.code))) {
    const retryAfterMs = waitOf(answer, now);
    return new ChannelError('rate_limited', `Facebook asks to slow down (${said})`, {
      retryAfterMs,
    });
  }
  if (error?.code === 190) {
    return new ChannelError('token_dead', `Facebook does not accept the token (${said})`);
  }
  return new ChannelError('platform_failed', `Facebook answered ${said}`);
}

const codeOf = ({ code, error_subcode: subcode }: GraphError): string =>
  subcode === undefined ? String(code) : `${String(code)}/${String(subcode)}`;

const Usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: lenient(z.number()) })),
);

/** How long to leave Meta alone: calling on extends the block, so the longest wish counts, up to a day. */
function waitOf({ headers }: Pick<HttpAnswer, 'headers'>, now: number): number {
  const usage = Usage.safeParse(readJson(headers['x-business-use-case-usage']));
  const minutes = usage.success
    ? Object.values(usage.data).flatMap((uses) =>
        uses.map(({ estimated_time_to_regain_access: wait }) => wait ?? 0),
      )
    : [];
  const wait = Math.max(0, retryAfterOf(headers, now) ?? 0, ...minutes.map((m) => m * 60_000));
  return wait === 0 ? defaultWaitMs : Math.min(wait, maxWaitMs);
}

function readJson(header: string | string[] | undefined): unknown {
  try {
    return typeof header === 'string' ? (JSON.parse(header) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

const defaultWaitMs = 60_000;
const maxWaitMs = 24 * 60 * 60_000;
