import type { Mode } from './mode.ts';
import type { Usage } from './wire.ts';

/** A request that the model server was sent: the truth about what left the desk. */
export interface ModelCall {
  seq: number;
  at: number;
  endpoint: ModelEndpoint;
  mode: Mode['mode'];
  model: string;
  isStream: boolean;
  /** The body, as it came. */
  request: unknown;
  /** Absent: no answer was begun. */
  status?: number;
  usage?: Usage;
  /** What it said, and called; the beginning of it, where it was long. */
  answer?: string;
  /** The caller did not wait for the end, or the connection was cut. */
  isCutOff?: boolean;
}

export type ModelEndpoint = 'chat' | 'embeddings' | 'models';
