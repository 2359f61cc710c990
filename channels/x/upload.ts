/**
 * Files go to X before the message that shows them (docs.x.com, Media upload v2): announced, sent in segments, closed, and
 * films and GIFs waited for. A segment that is sent again takes its own place: a call goes on where the last one stopped.
 */
import type {
  CallOptions,
  ChannelAccount,
  OutboundMessage,
  OutgoingFile,
  UploadOutcome,
} from '../channel.ts';
import { NoAnswer } from '../http.ts';
import { notReached, notUploaded, refused } from '../outcome.ts';
import { failureIn } from './answers.ts';
import { callX, title, type Call } from './client.ts';
import {
  announced,
  appended,
  asked,
  closed,
  progressIn,
  segmentsOf,
  takenIn,
  type Progress,
  type Taken,
} from './media.ts';
import { isDirect } from './send.ts';

/** With less time than that no further segment begins, ms. */
const leastMs = 4_000;
const usualLifeSeconds = 24 * 60 * 60;
const usualPauseSeconds = 5;
const longestPauseSeconds = 60;

export async function upload(
  account: ChannelAccount,
  message: OutboundMessage,
  file: OutgoingFile,
  options: CallOptions,
): Promise<UploadOutcome> {
  const { now = Date.now } = options;
  const ask = async (call: Call, progress?: Progress): Promise<Taken | UploadOutcome> => {
    try {
      const answer = await callX(account, call, options);
      const failure = failureIn(answer, now());
      return failure ? onFrom(failure, progress, now()) : takenIn(answer.body);
    } catch (error) {
      // What was lost is sent again; what never began has nothing to go on from.
      if (!(error instanceof NoAnswer) || error.kind === 'invalid') throw error;
      return onFrom(notReached(title, now()), progress, now());
    }
  };

  const begun = progressIn(file.state, now()) ?? (await begin());
  if ('kind' in begun) return begun;
  const sent = begun.isClosed ? begun : await sendRest(begun);
  if ('kind' in sent) return sent;
  const taken = await ask(sent.isClosed ? asked(sent) : closed(sent), sent);
  return 'kind' in taken ? taken : outcomeOf(taken, { ...sent, isClosed: true }, now());

  async function begin(): Promise<Progress | UploadOutcome> {
    const taken = await ask(announced(file.attachment, isDirect(message)));
    if ('kind' in taken) return taken;
    const { id, expires_after_secs: seconds = usualLifeSeconds } = taken;
    if (id === undefined) return notUploaded(title, now());
    return { id, until: now() + seconds * 1000, segments: 0, isClosed: false };
  }

  async function sendRest(from: Progress): Promise<Progress | UploadOutcome> {
    let progress = from;
    for await (const segment of segmentsOf(file.open(), from.segments)) {
      if (options.deadline - now() < leastMs) return underWay(progress, now());
      const taken = await ask(appended(progress, segment), progress);
      if ('kind' in taken) return taken;
      progress = { ...progress, segments: progress.segments + 1 };
    }
    return progress;
  }
}

/** Nothing was said: it goes on from there, or, where X knows nothing of that any more, anew. */
function onFrom(
  failure: NonNullable<ReturnType<typeof failureIn>>,
  progress: Progress | undefined,
  now: number,
): UploadOutcome {
  const state = progress && { state: JSON.stringify(progress) };
  if (failure.kind === 'unknown') {
    return { ...notUploaded(title, now, failure.failure.platformCode), ...state };
  }
  if (failure.kind === 'retryAt') return { ...failure, ...state };
  const isForgotten = failure.failure.platformCode?.startsWith('404') && progress !== undefined;
  return isForgotten ? notUploaded(title, now, failure.failure.platformCode) : failure;
}

const underWay = (progress: Progress, at: number): UploadOutcome => ({
  ...{ kind: 'under_way', at, state: JSON.stringify(progress) },
});

function outcomeOf(
  { processing_info: processing }: Taken,
  progress: Progress,
  now: number,
): UploadOutcome {
  const { id: handle, until } = progress;
  if (!processing || processing.state === 'succeeded') return { kind: 'uploaded', handle, until };
  if (processing.state === 'failed') {
    const said = processing.error?.message ?? '';
    return refused(
      'attachment_failed',
      `X cannot use this file.${said && ` It says: ${said.slice(0, 300)}`} Send it in another form.`,
    );
  }
  const { check_after_secs: seconds = usualPauseSeconds } = processing;
  const pause = Math.min(Math.max(seconds, 1), longestPauseSeconds) * 1000;
  return underWay(progress, now + pause);
}
