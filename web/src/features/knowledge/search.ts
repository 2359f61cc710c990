/** What the address bar holds of the page of knowledge. */
export interface KnowledgeSearch {
  tab?: 'gaps';
  q?: string;
  language?: string;
  status?: ArticleStatus;
  /** Which article is open; `new`: one that is being begun. */
  article?: string;
  /** What a new one says in another language. */
  translationOf?: string;
  /** The page whose words a new one begins with. */
  page?: string;
  /** Which gap is looked at, or a new article is begun for. */
  gap?: string;
  state?: GapState;
}

export type ArticleStatus = 'draft' | 'published' | 'archived';
export type GapState = 'dismissed' | 'answered';

export const articleStates: readonly ArticleStatus[] = ['draft', 'published', 'archived'];
const gapStates: readonly GapState[] = ['dismissed', 'answered'];

export function knowledgeSearchFrom(search: Record<string, unknown>): KnowledgeSearch {
  const { tab, q, language, status, article, translationOf, page, gap, state } = search;
  const known = <T extends string>(all: readonly T[], value: unknown) =>
    all.find((it) => it === value);
  const [isStatus, isState] = [known(articleStates, status), known(gapStates, state)];
  return {
    ...(tab === 'gaps' && { tab }),
    ...(typeof q === 'string' && { q }),
    ...(typeof language === 'string' && { language }),
    ...(isStatus && { status: isStatus }),
    ...(typeof article === 'string' && { article }),
    ...(typeof translationOf === 'string' && { translationOf }),
    ...(typeof page === 'string' && { page }),
    ...(typeof gap === 'string' && { gap }),
    ...(isState && { state: isState }),
  };
}
