/** `npm run bench:assist`: how good the offline assistant is on messages that were labelled by hand. One file beside this one for each measure. */
import { confusion } from './confusion.ts';
import { languageQuality } from './language.ts';
import { reportRetrieval } from './retrieval.ts';
import { topicQuality } from './topics.ts';

for (const lines of [
  languageQuality(),
  confusion('sentiment', 'aim ≥ 80 % on held'),
  confusion('urgency', 'aim ≥ 85 % on held'),
  topicQuality(),
]) {
  console.log(`${lines.join('\n')}\n`);
}

await reportRetrieval({ misses: false, speed: false });
