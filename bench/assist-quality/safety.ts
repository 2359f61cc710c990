/** `node bench/assist-quality/safety.ts`: what of personal data leaves, what else is taken for it, and whom the badge finds. */
import { redact } from '../../domain/assist/redaction.ts';
import { suspicionOf } from '../../domain/assist/suspicion.ts';
import { foldText } from '../../domain/assist/text-view.ts';
import { attackClasses, attacks } from '../../test/assist/data/attacks.ts';
import type { Attack } from '../../test/assist/data/attacks.ts';
import { ordinary } from '../../test/assist/data/ordinary.ts';
import { seededPieces } from '../../test/assist/data/personal-data.ts';
import { plainNumbers } from '../../test/assist/data/plain-numbers.ts';

const line = (what: string, part: number, whole: number) => {
  console.log(
    `${what.padEnd(44)} ${((part / whole) * 100).toFixed(1).padStart(6)} %  (${part} of ${whole})`,
  );
};

// Other seeds than the tests': these pieces nobody has seen.
const pieces = seededPieces(6000, 2026);
const left = pieces.filter(({ kind, known = '', piece, text }) => {
  const sought =
    kind === 'name' ? { names: [known] } : kind === 'handle' ? { handles: [known] } : {};
  return foldText(redact([text], sought).texts[0] ?? '').includes(foldText(piece));
});
line('personal data left in the text', left.length, pieces.length);
const numbers = plainNumbers(6000, 2026);
const eaten = numbers.filter(({ text }) => redact([text]).texts[0] !== text);
line('orders, parcels, prices, dates taken for it', eaten.length, numbers.length);

const isSeen = ({ turns }: Attack) => turns.some((it) => suspicionOf(it).isSuspicious);
console.log();
for (const kind of attackClasses) {
  const those = attacks.filter((it) => it.class === kind);
  line(`badge: ${kind}`, those.filter(isSeen).length, those.length);
}
line('badge: all attacks', attacks.filter(isSeen).length, attacks.length);
const unseen = attacks.filter((it) => it.isUnseen);
line('badge: attacks that no rule was written for', unseen.filter(isSeen).length, unseen.length);
const messages = Object.values(ordinary).flat();
const wrong = messages.filter((it) => suspicionOf(it).isSuspicious);
line('badge: ordinary messages', wrong.length, messages.length);
