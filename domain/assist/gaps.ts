/** Questions that no article answers are counted by what they are about. */
import type { Question } from './question.ts';

/** Why or about what: its intents, else its things; none where it is not known what it is about. */
export function topicOf({ terms }: Question): string[] {
  const of = (kind: string) => terms.filter((it) => it.kind === kind).map(({ name }) => name);
  const intents = [...of('intent'), ...of('aside')];
  return (intents.length > 0 ? intents : of('thing')).sort();
}

/** Praise and thanks want no article. */
export const wantsArticle = ({ terms }: Question): boolean =>
  terms.some(({ kind }) => kind !== 'aspect' && kind !== 'mood') &&
  !terms.some(({ kind }) => kind === 'mood');
