/** Digits that stand together, and what of them may be one number: "4111 1111 1111 1111 12/27". */
export interface DigitGroup {
  from: number;
  to: number;
}

/** Groups with no more between them than `between`. */
export function digitRuns(text: string, between: RegExp): DigitGroup[][] {
  const runs: DigitGroup[][] = [];
  for (const match of text.matchAll(/\d+/g)) {
    const group = { from: match.index, to: match.index + match[0].length };
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && between.test(text.slice(last.to, group.from))) run.push(group);
    else runs.push([group]);
  }
  return runs;
}

/** Of a run, from the left, the longest windows of whole groups that `isOne` takes. */
export function windowsOf(
  run: readonly DigitGroup[],
  maxGroups: number,
  isOne: (from: number, to: number) => boolean,
): DigitGroup[] {
  const found: DigitGroup[] = [];
  for (let first = 0; first < run.length; first += 1) {
    const from = run[first]?.from ?? 0;
    for (let last = Math.min(run.length, first + maxGroups) - 1; last >= first; last -= 1) {
      const to = run[last]?.to ?? 0;
      if (!isOne(from, to)) continue;
      found.push({ from, to });
      first = last;
      break;
    }
  }
  return found;
}
