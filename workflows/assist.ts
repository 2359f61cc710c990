/** A burst of a customer's messages, read and answered with suggestions once: when they have stopped writing for a moment. */
import * as wf from '@temporalio/workflow';
import type { AssistActivities } from '../activities/types.ts';
import { newsSignal, type AssistInput } from './contract.ts';

/** So long nothing came, ms; and so long somebody who goes on writing is waited for. */
const quietMs = 3_000;
const longestMs = 10_000;

const { triage, suggest } = wf.proxyActivities<AssistActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

export async function assist({ conversationId }: AssistInput): Promise<void> {
  let news = 0;
  wf.setHandler(newsSignal, () => {
    news += 1;
  });
  await wf.condition(() => news > 0, longestMs);
  for (let heard = 0; heard < news;) {
    heard = news;
    // Reading is cheap, and what it finds (an angry customer, a danger) does not wait for the end of the burst.
    let read = await triage({ conversationId });
    await quiet(() => news);
    if (news > heard) {
      heard = news;
      read = await triage({ conversationId });
    }
    if (read.wantsSuggestions) await suggest({ conversationId });
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
