import { meanings } from './meanings.ts';
import { fold, wordsOf } from './words.ts';

/**
 * Words and their parts, hashed, and a few meanings from a list: texts that share many are near one another. It is always the same and
 * understands nothing: what it finds beyond equal letters stands in `meanings`. Of length one.
 */
export function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const word of wordsOf(text)) {
    const weight = word.length < 3 ? 0.2 : 1;
    add(vector, word, weight);
    const padded = `<${word}>`;
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      add(vector, padded.slice(at, at + 3), weight / 2);
    }
  }
  const folded = fold(text);
  const loud = Math.hypot(...vector);
  for (const [meaning, said] of Object.entries(meanings)) {
    if (said.test(folded)) add(vector, `meaning ${meaning}`, Math.max(2, loud));
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((it) => it / length);
}

function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at += 1) {
    hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  }
  const at = (hash >>> 1) % vector.length;
  vector[at] = (vector[at] ?? 0) + (hash & 1 ? weight : -weight);
}
