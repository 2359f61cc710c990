import type { Prompt } from './prompt.ts';
import type { Speaker } from './schema.ts';
import { fold, languages, moods, phrases, topics, wordsOf } from './words.ts';
import type { Language } from './words.ts';

/** What a modest model says: from the sources, in the customer's language, nothing made up. */
export function honestText(prompt: Prompt, variant = 0): string {
  const { task, language, question } = prompt;
  const say = phrases[language];
  switch (task) {
    case 'translate':
      // A stub: every word stays, placeholders too.
      return `[${language}] ${question}`;
    case 'summary':
      return `${say.summary} ${firstSentences(question, 2)}`;
    case 'rewrite':
      return /\bshorter\b/i.test(prompt.system)
        ? firstSentences(question, 1)
        : `${say.hello} ${question}`;
    default: {
      const source = rankedSources(prompt)[0];
      const body = source === undefined ? say.open : firstSentences(source.text, variant + 1);
      return variant % 2 === 0 ? `${say.hello} ${body} ${say.close}` : `${body} ${say.close}`;
    }
  }
}

/** How a property is called says what belongs there. */
export function honestSpeaker(prompt: Prompt): Speaker {
  const asked = fold(prompt.question);
  const ranked = rankedSources(prompt);
  const fitting = Object.keys(topics).filter((it) => topics[it]?.test(asked));
  return {
    text(name, at) {
      if (/lang/i.test(name)) return prompt.language;
      if (/sentiment|mood/i.test(name)) return moodOf(asked);
      if (/urgency|priority/i.test(name)) return moods.urgent.test(asked) ? 'high' : 'medium';
      if (/reason|why|because/i.test(name)) return `It says: ${firstSentences(prompt.question, 1)}`;
      if (/source|citation/i.test(name)) return String(ranked[at]?.number ?? 1);
      if (/topic|intent|tag|skill|categor/i.test(name)) return fitting[at] ?? fitting[0] ?? 'other';
      if (/summary/i.test(name)) return honestText({ ...prompt, task: 'summary' });
      if (/translat/i.test(name)) return honestText({ ...prompt, task: 'translate' });
      return honestText(prompt, at);
    },
    choice: (name, options) => chosen(name, options, { prompt, asked, fitting }),
    number(name, least, most, isWhole) {
      if (/source|citation/i.test(name)) return ranked[0]?.number ?? least;
      const share = /confiden|score/i.test(name) && ranked.length === 0 ? 0.3 : 0.8;
      const value = least + (most - least) * share;
      return isWhole ? Math.round(value) : Number(value.toFixed(2));
    },
    isTrue: () => false,
    count(name, least, most, isOfTexts) {
      const wish = /source|citation/i.test(name)
        ? Math.min(ranked.length, 1)
        : /tag|topic|skill|intent/i.test(name)
          ? fitting.length
          : isOfTexts
            ? 1
            : 3;
      return Math.max(least, Math.min(most, wish));
    },
  };
}

function chosen(
  name: string,
  options: readonly unknown[],
  { prompt, asked, fitting }: { prompt: Prompt; asked: string; fitting: readonly string[] },
): unknown {
  const one = (wish: string) => options.find((it) => String(it).toLowerCase() === wish);
  if (languages.some((it) => one(it) !== undefined)) return one(prompt.language) ?? options[0];
  const mood = one(moodOf(asked));
  if (mood !== undefined) return mood;
  if (/urgency|priority/i.test(name)) {
    return one(moods.urgent.test(asked) ? 'high' : 'medium') ?? one('normal') ?? options[0];
  }
  const topic = options.find((it) => fitting.some((fit) => String(it).toLowerCase().includes(fit)));
  return topic ?? one('other') ?? one('none') ?? options[0];
}

const moodOf = (asked: string) =>
  moods.negative.test(asked) ? 'negative' : moods.positive.test(asked) ? 'positive' : 'neutral';

/** Those that have words of the question, the best first; counted from 1. */
function rankedSources({ sources, question }: Prompt): { text: string; number: number }[] {
  const asked = new Set(wordsOf(question).filter((it) => it.length > 3));
  return sources
    .map((text, at) => {
      const shared = new Set(wordsOf(text).filter((it) => asked.has(it))).size;
      return { text, number: at + 1, shared };
    })
    .filter(({ shared }) => shared > 0)
    .toSorted((one, other) => other.shared - one.shared);
}

const firstSentences = (text: string, count: number) =>
  (text.replaceAll(/\s+/g, ' ').match(/[^.!?]+[.!?]*/g) ?? [text]).slice(0, count).join('').trim();

/** As if it had not understood whom it writes to. */
export const inWrongLanguage = (prompt: Prompt): Prompt => ({
  ...prompt,
  language: next(prompt.language),
  sources: [],
});

const next = (language: Language): Language =>
  languages[(languages.indexOf(language) + 1) % languages.length] ?? 'en';
