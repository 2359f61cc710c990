import type { Text } from '../../lib/text.ts';
import type { KnowledgeGap } from '../../lib/types.ts';

/** What is asked: in a customer's words where one may see them, else what it is about. */
export const subjectOf = ({ question, concepts }: KnowledgeGap, t: Text): string =>
  question ?? (concepts.length > 0 ? concepts.join(', ') : t('unknownQuestion'));
