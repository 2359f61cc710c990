/** Why a model gave nothing that can be used; a round keeps it, and people read it. */
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  RateLimitError,
} from 'openai/error';

export type ModelProblemKind =
  /** It did not answer in time. */
  | 'slow'
  | 'unreachable'
  /** The server takes no more for now, or no more at all. */
  | 'limited'
  /** The model would not, or the server did not take our request. */
  | 'refused'
  | 'garbage'
  | 'wrong_language'
  /** It says that the sources do not answer. */
  | 'no_answer'
  /** What the workspace allows is spent: nothing was asked. */
  | 'over_budget'
  /** Whoever asked has left. */
  | 'gone';

export class ModelProblem extends Error {
  override name = 'ModelProblem';
  readonly kind: ModelProblemKind;
  constructor(kind: ModelProblemKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/**
 * @param ours ends what took too long
 * @param theirs ended by who asked
 */
export function problemOf(
  error: unknown,
  ours: AbortSignal,
  theirs: AbortSignal | undefined,
): ModelProblem {
  if (error instanceof ModelProblem) return error;
  if (theirs?.aborted) return new ModelProblem('gone', 'Whoever asked has left.', error);
  if (ours.aborted || error instanceof APIConnectionTimeoutError) {
    return new ModelProblem('slow', 'The model took too long.', error);
  }
  if (error instanceof RateLimitError) {
    return new ModelProblem('limited', 'The server takes no more for now.', error);
  }
  if (error instanceof APIConnectionError || error instanceof APIUserAbortError) {
    return new ModelProblem('unreachable', 'The model cannot be reached.', error);
  }
  if (error instanceof APIError) {
    const { status } = error as { status: number | undefined };
    return status === undefined || status >= 500
      ? new ModelProblem('unreachable', 'The model’s server is in trouble.', error)
      : new ModelProblem('refused', `The model’s server answered ${String(status)}.`, error);
  }
  // A connection that breaks in the middle of a body.
  if (error instanceof TypeError && /terminated|fetch|network/i.test(error.message)) {
    return new ModelProblem('unreachable', 'The answer broke off.', error);
  }
  return new ModelProblem('garbage', 'The answer cannot be read.', error);
}
