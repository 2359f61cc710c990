/** A text that the API writes while one looks on: server-sent events in answer to a POST. */
import { addressOf, Problem, problemOf } from './api.ts';

export interface StreamEvent {
  name: string;
  data: Record<string, unknown>;
}

/** @throws Problem; what `signal` ends is an AbortError */
export async function* stream(
  path: string,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const response = await fetch(addressOf(path), {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    signal,
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw unreachable();
  });
  if (!response.ok || !response.body) throw await problemOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) yield eventIn(block);
    }
  } catch (error) {
    if (signal.aborted || error instanceof Problem) throw error;
    throw unreachable();
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

const unreachable = () => new Problem(0, 'unreachable', 'The desk cannot be reached.');

function eventIn(block: string): StreamEvent {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  return { name: field('event'), data: JSON.parse(field('data')) as Record<string, unknown> };
}
