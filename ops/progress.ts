/** How far a start has come, step by step. */
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'elsewhere';

export interface Step {
  name: string;
  state: StepState;
  /** The latest word about it. */
  detail?: string;
  /** How long it took, or takes so far. */
  seconds?: number;
}

export const stepNames = [
  'PostgreSQL',
  'Migrations',
  'Temporal',
  'Workspace',
  'Demo desk',
  'Processes',
] as const;
export type StepName = (typeof stepNames)[number];

export interface Progress {
  /** Runs one step. What is said in it is its detail, and goes to the console. */
  step<T>(name: StepName, work: (say: (line: string) => void) => Promise<T>): Promise<T>;
  /** Somebody else runs that server. */
  elsewhere(name: StepName, detail: string): void;
  /** The start ends here. */
  fail(why: string): void;
  look(): { steps: Step[]; failure?: string };
}

export function createProgress(say: (line: string) => void, now = Date.now): Progress {
  interface Kept {
    state: StepState;
    detail?: string;
    begun?: number;
    ended?: number;
  }
  const steps = new Map<StepName, Kept>(stepNames.map((name) => [name, { state: 'waiting' }]));
  const change = (name: StepName, more: Kept | Partial<Kept>) => {
    steps.set(name, { state: 'waiting', ...steps.get(name), ...more });
  };
  let failure: string | undefined;

  return {
    async step(name, work) {
      say(name);
      change(name, { state: 'running', begun: now() });
      try {
        const result = await work((line) => {
          change(name, { detail: line });
          say(line);
        });
        const { detail: _said, ...kept } = steps.get(name) ?? {};
        steps.set(name, { ...kept, state: 'done', ended: now() });
        return result;
      } catch (error) {
        change(name, { state: 'failed', ended: now() });
        throw error;
      }
    },
    elsewhere(name, detail) {
      change(name, { state: 'elsewhere', detail });
    },
    fail(why) {
      failure = why;
    },
    look: () => ({
      steps: [...steps].map(([name, { state, detail, begun, ended }]) => ({
        ...{ name, state },
        ...(detail !== undefined && { detail }),
        ...(begun !== undefined && { seconds: Math.round(((ended ?? now()) - begun) / 100) / 10 }),
      })),
      ...(failure !== undefined && { failure }),
    }),
  };
}
