/** What the api processes tell one another by NOTIFY: ids only, below its 8,000 bytes. */
import { z } from 'zod';
import { parseJson } from '../../channels/json.ts';
import type { Mark } from './whereabouts.ts';

export const presenceChannel = 'careline_presence';

/** A mark is some 110 bytes. */
const marksAtOnce = 60;

const doings = ['viewing', 'replying', 'noting', 'connected'] as const;

const Told = z.union([
  z.object({
    process: z.string(),
    marks: z.array(
      z.tuple([z.string(), z.string().nullable(), z.enum(doings).nullable(), z.number()]),
    ),
  }),
  /** Somebody is new, and knows nothing yet. */
  z.object({ process: z.string(), asks: z.literal(true) }),
  z.object({ customerTypes: z.string() }),
]);

export type PresenceTold =
  { process: string; marks: Mark[] } | { process: string; asks: true } | { customerTypes: string };

export function writeMarks(process: string, marks: readonly Mark[]): string[] {
  const payloads: string[] = [];
  for (let at = 0; at < marks.length; at += marksAtOnce) {
    const some = marks.slice(at, at + marksAtOnce);
    const told = some.map((it) => [it.agentId, it.conversationId, it.doing ?? null, it.since]);
    payloads.push(JSON.stringify({ process, marks: told }));
  }
  return payloads;
}

export const writeCustomerTypes = (conversationId: string): string =>
  JSON.stringify({ customerTypes: conversationId });

export const writeQuestion = (process: string): string => JSON.stringify({ process, asks: true });

/** Undefined: not of this release. */
export function readTold(payload: string): PresenceTold | undefined {
  const told = Told.safeParse(parseJson(Buffer.from(payload))).data;
  if (!told || !('marks' in told)) return told;
  const marks = told.marks.map(([agentId, conversationId, doing, since]) => ({
    ...{ agentId, conversationId, doing: doing ?? undefined, since },
  }));
  return { process: told.process, marks };
}
