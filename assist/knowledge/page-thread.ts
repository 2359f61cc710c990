import { Worker } from 'node:worker_threads';
import type { PageText } from './page.ts';

/** A page may be made to take for ever, or all of the memory: then it is given up. */
const withinMs = 10_000;
const maxHeapMb = 256;

/** @returns undefined where it cannot be read */
export function readPageApart(page: string, url: string): Promise<PageText | undefined> {
  const worker = new Worker(new URL('./page-worker.ts', import.meta.url), {
    workerData: { page, url },
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    stderr: true,
  });
  return new Promise((resolve) => {
    const end = (read: PageText | undefined) => {
      clearTimeout(timer);
      resolve(read);
      void worker.terminate();
    };
    const timer = setTimeout(() => {
      end(undefined);
    }, withinMs);
    worker.once('message', end);
    worker.once('error', () => {
      end(undefined);
    });
    worker.once('exit', () => {
      end(undefined);
    });
  });
}
