/** Whether somebody is at this page: what it asks without them keeps no session alive (docs/decisions, 0016). */

/** Longer than what a hand sets off takes: a draft is kept a moment after the last key. */
const forMs = 60_000;

/** Whoever opened the page, or has just come in. */
let lastAt = Date.now();
let wallScreens = 0;

export const isAttended = (): boolean => wallScreens > 0 || Date.now() - lastAt < forMs;

/** A mouse that only moves is none: desks shake. */
export function watchHands(page: Pick<EventTarget, 'addEventListener'>): void {
  const seen = () => {
    lastAt = Date.now();
  };
  for (const type of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
    page.addEventListener(type, seen, { capture: true, passive: true });
  }
}

/** A screen on the wall is left alone on purpose, and is to stay. @returns what ends that */
export function hangOnTheWall(): () => void {
  wallScreens += 1;
  return () => {
    wallScreens -= 1;
  };
}
