import { Agent, request } from 'undici';

/** How the desk answered a webhook, or why it did not. */
export type PostOutcome =
  | { kind: 'answered'; status: number; retryAfterSeconds?: number }
  | { kind: 'failed'; reason: string };

export interface Poster {
  post(
    url: string,
    headers: Record<string, string>,
    body: Buffer,
    timeoutMs: number,
  ): Promise<PostOutcome>;
  /** Sends the request and hangs up without waiting for the answer. */
  postAndCut(url: string, headers: Record<string, string>, body: Buffer): Promise<PostOutcome>;
  close(): Promise<void>;
}

export function createPoster(): Poster {
  const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 10_000 });

  const post: Poster['post'] = async (url, headers, body, timeoutMs) => {
    try {
      const answer = await request(url, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const retryAfter = Number(answer.headers['retry-after']);
      await answer.body.dump();
      return {
        kind: 'answered',
        status: answer.statusCode,
        ...(retryAfter > 0 && { retryAfterSeconds: Math.min(retryAfter, 3600) }),
      };
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    post,
    async postAndCut(url, headers, body) {
      const outcome = await post(url, headers, body, 30);
      return outcome.kind === 'failed' ? outcome : { kind: 'failed', reason: 'connection cut' };
    },
    close: () => agent.destroy(),
  };
}
