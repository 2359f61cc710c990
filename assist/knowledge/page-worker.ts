/** Reads one page in a thread of its own (page-thread.ts): whatever it holds, it costs no more than that thread may. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPage } from './page.ts';

const { page, url } = workerData as { page: string; url: string };
parentPort?.postMessage(readPage(page, url));
