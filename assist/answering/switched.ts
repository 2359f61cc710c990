/** Whether an automatic answer may still be given: switched off is off at once, wherever it has come to. */

/** In SQL, of an account `a` and a policy `p` that may be missing. */
export const isSwitchedOn = `(a.assist_enabled and p.enabled is true and coalesce(
  (select (data->>'aiAssistEnabled')::boolean from settings where id = 1), true))`;
