/** Which action a key does. */
import type { IconName } from '../../components/icon.tsx';

export interface Action {
  id: string;
  label: string;
  group: string;
  icon?: IconName;
  /** `e`, `g i` (one after the other), `mod+k` (Ctrl, on Apple's ⌘), `shift+u`. */
  keys?: string;
  run: () => void;
}

/** What comes last was shown last. A sequence counts before its last key alone. */
export function actionFor(
  actions: readonly Action[],
  pressed: string,
  sequence: string | undefined,
): Action | undefined {
  const by = (wanted: string | undefined) =>
    wanted === undefined ? undefined : actions.findLast(({ keys }) => keys === wanted);
  return by(sequence) ?? by(pressed);
}
