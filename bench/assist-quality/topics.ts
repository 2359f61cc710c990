import { topics } from '../../domain/assist/words/word-list.ts';
import type { Topic } from '../../domain/assist/triage.ts';
import { ofPart, parts, percent, type Judged } from './judged.ts';

/** Of what is said to be about a topic, how much is (precision); of what is, how much is found (recall). */
export function topicQuality(): string[] {
  return parts.flatMap((part) => {
    const all = ofPart(part);
    return [
      `topics, ${part} (${all.length}): ${figures(sum(topics.map((topic) => tally(topic, all))))}`,
      ...topics.map((topic) => `  ${topic.padEnd(14)} ${figures(tally(topic, all))}`),
    ];
  });
}

interface Tally {
  right: number;
  said: number;
  labelled: number;
}

function tally(topic: Topic, all: readonly Judged[]): Tally {
  const said = all.filter(({ triage }) => triage.topics.includes(topic));
  return {
    right: said.filter(({ message }) => message.topics.includes(topic)).length,
    said: said.length,
    labelled: all.filter(({ message }) => message.topics.includes(topic)).length,
  };
}

const sum = (tallies: readonly Tally[]): Tally => ({
  right: tallies.reduce((total, it) => total + it.right, 0),
  said: tallies.reduce((total, it) => total + it.said, 0),
  labelled: tallies.reduce((total, it) => total + it.labelled, 0),
});

const figures = ({ right, said, labelled }: Tally): string =>
  `precision ${share(right, said)}, recall ${share(right, labelled)}`;

const share = (right: number, of: number): string =>
  `${of === 0 ? '–' : percent(right / of)} (${right}/${of})`;
