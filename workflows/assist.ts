/**
 * A burst of a customer's messages, read and answered with suggestions (or, where a policy lets it, with an article) once: when
 * they have stopped writing for a moment. And what was said so far in short, when somebody else takes over.
 */
import * as wf from '@temporalio/workflow';
import type { AssistActivities } from '../activities/types.ts';
import { newsSignal, summarySignal, type AssistInput, type SummaryWish } from './contract.ts';

/** So long nothing came, ms; and so long somebody who goes on writing is waited for. */
const quietMs = 3_000;
const longestMs = 10_000;

const { triage, suggest, answer } = wf.proxyActivities<AssistActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});
const { summarize } = wf.proxyActivities<AssistActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '2s', backoffCoefficient: 4, maximumAttempts: 5 },
});

export async function assist({ conversationId }: AssistInput): Promise<void> {
  let news = 0;
  const summaries: SummaryWish[] = [];
  wf.setHandler(newsSignal, () => {
    news += 1;
  });
  wf.setHandler(summarySignal, (wish) => {
    summaries.push(wish);
  });
  let heard = 0;
  const isAsked = () => news > heard || summaries.length > 0;
  await wf.condition(isAsked, longestMs);
  while (isAsked()) {
    for (const wish of summaries.splice(0)) {
      await summarized(() => summarize({ conversationId, ...wish }));
    }
    if (news === heard) continue;
    heard = news;
    // Reading is cheap, and what it finds (an angry customer, a danger) does not wait for the end of the burst.
    let read = await triage({ conversationId });
    await quiet(() => news);
    if (news > heard) {
      heard = news;
      read = await triage({ conversationId });
    }
    // A run of an older release has no word of it in its history.
    const { isAnswered } = read.mayAnswer
      ? await answer({ conversationId })
      : { isAnswered: false };
    if (read.wantsSuggestions && !isAnswered) await suggest({ conversationId });
  }
}

/** Without a summary people read the conversation. */
async function summarized(summary: () => Promise<void>): Promise<void> {
  try {
    await summary();
  } catch (error) {
    if (!(error instanceof wf.ActivityFailure)) throw error;
    wf.log.warn('no summary', { error: error.message });
  }
}

/** Until nothing has come for a moment. */
async function quiet(news: () => number): Promise<void> {
  const end = Date.now() + longestMs;
  for (let heard = news(); ; heard = news()) {
    const ms = Math.min(quietMs, end - Date.now());
    const hasMore = ms > 0 && (await wf.condition(() => news() > heard, ms));
    if (!hasMore) return;
  }
}
