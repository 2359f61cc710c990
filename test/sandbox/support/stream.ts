/** Server-sent events as they come: `await heard('status', it => …)`. */
import { eventually } from './desk.ts';

export interface Heard {
  event: string;
  data: unknown;
}

export async function listen(url: string) {
  const aborted = new AbortController();
  const response = await fetch(`${url}/sandbox/stream`, { signal: aborted.signal });
  const all: Heard[] = [];
  const read = async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const event = /^event: (.*)$/m.exec(frame)?.[1];
        const data = /^data: (.*)$/m.exec(frame)?.[1];
        if (event && data) all.push({ event, data: JSON.parse(data) });
      }
    }
  };
  read().catch(() => undefined); // It ends by being cut.
  return {
    headers: response.headers,
    all,
    /** The first of this kind, from now or before, that fits. */
    heard: <Data>(event: string, fits: (data: Data) => boolean, withinMs = 6_000) =>
      eventually(
        () => all.find((it) => it.event === event && fits(it.data as Data))?.data as Data,
        withinMs,
      ),
    close: () => {
      aborted.abort();
    },
  };
}
