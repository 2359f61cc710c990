/** A draft that the model puts otherwise before one's eyes: it can be stopped, and what stood there before is a click away. */
import { useEffect, useRef, useState } from 'react';
import { sayProblem } from '../../components/toasts.tsx';
import { Problem } from '../../lib/api.ts';
import { stream } from '../../lib/event-stream.ts';

export interface Writing {
  isWriting: boolean;
  /** Undefined: nothing was written, or more was written since. */
  putBack: (() => void) | undefined;
  start: (path: 'rewrite' | 'translation', body: Record<string, unknown>) => void;
  stop: () => void;
}

export function useWriting(
  conversationId: string,
  content: string,
  onChange: (content: string) => void,
): Writing {
  const [isWriting, setWriting] = useState(false);
  const [made, setMade] = useState<{ before: string; after: string }>();
  const controller = useRef<AbortController>(undefined);
  useEffect(
    () => () => {
      controller.current?.abort();
    },
    [conversationId],
  );

  const run = async (path: string, body: Record<string, unknown>) => {
    const mine = new AbortController();
    controller.current = mine;
    setWriting(true);
    setMade(undefined);
    const before = content;
    try {
      for await (const { name, data } of stream(
        `/conversations/${conversationId}/assist/${path}`,
        { content, ...body },
        mine.signal,
      )) {
        if (name === 'failed') throw new Problem(502, String(data['code']), String(data['detail']));
        const after = String(data['text']);
        onChange(after);
        if (name === 'done') setMade({ before, after });
      }
    } catch (error) {
      // Half of it is of no use.
      onChange(before);
      if (!mine.signal.aborted) sayProblem(error);
    } finally {
      setWriting(false);
    }
  };
  return {
    isWriting,
    putBack:
      made && content === made.after
        ? () => {
            onChange(made.before);
            setMade(undefined);
          }
        : undefined,
    start: (path, body) => void run(path, body),
    stop: () => controller.current?.abort(),
  };
}
