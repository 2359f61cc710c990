/** The two doors of the desk that this page knocks at: its documented api, and the supervisor of `npm start`. */
import { z } from 'zod';
import type { DeskCounts } from './counters.ts';

export interface DeskDoors {
  /** Of the api, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** A token that may read; absent: the page shows no counters. */
  token?: string | undefined;
  /** Where the desk's processes can be killed; absent: it was not started by `npm start`. */
  control?: { url: string; token: string } | undefined;
}

const Counts = z.object({
  data: z.array(
    z.object({
      platform: z.string(),
      received: z.number(),
      applied: z.number(),
      deadLetters: z.number(),
      sent: z.number(),
    }),
  ),
});
const Processes = z.object({
  data: z.array(
    z.object({ name: z.string(), isRunning: z.boolean(), deaths: z.number(), since: z.number() }),
  ),
});
export type DeskProcess = z.infer<typeof Processes>['data'][number];

/** @returns undefined while the desk does not answer. */
export async function countsOf(
  { url, token }: DeskDoors,
  since: number,
): Promise<DeskCounts[] | undefined> {
  if (token === undefined) return undefined;
  const query = new URLSearchParams({ since: new Date(since).toISOString() });
  return ask(`${url}/api/v1/inbox/counts?${query.toString()}`, token).then(
    (answer) => Counts.parse(answer).data,
    () => undefined,
  );
}

/** @returns undefined where there is no supervisor, or it does not answer. */
export async function processesOf({ control }: DeskDoors): Promise<DeskProcess[] | undefined> {
  if (control === undefined) return undefined;
  return ask(`${control.url}/processes`, control.token).then(
    (answer) => Processes.parse(answer).data,
    () => undefined,
  );
}

/** @returns the supervisor's status; undefined where there is none. */
export async function killProcess(
  { control }: DeskDoors,
  name: string,
): Promise<number | undefined> {
  if (control === undefined) return undefined;
  const response = await fetch(`${control.url}/processes/${encodeURIComponent(name)}/kill`, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.token}` },
    signal: AbortSignal.timeout(5_000),
  });
  await response.body?.cancel();
  return response.status;
}

async function ask(url: string, token: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(2_000),
  });
  if (!response.ok) throw new Error(`the desk answered ${response.status}`);
  return response.json();
}
