/** What of an article its authors write, as it stands in the form. */
import type { Article } from '../../lib/types.ts';

export interface ArticleWords {
  title: string;
  body: string;
  tags: string[];
  teamId: string;
  url: string;
  approvedForAnswers: boolean;
}

export const noWords: ArticleWords = {
  ...{ title: '', body: '', tags: [], teamId: '', url: '', approvedForAnswers: false },
};

export const wordsOf = (article: Article): ArticleWords => ({
  title: article.title,
  body: article.body,
  tags: article.tags,
  teamId: article.teamId ?? '',
  url: article.url ?? '',
  approvedForAnswers: article.approvedForAnswers,
});

export const areSame = (a: ArticleWords, b: ArticleWords): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** As the API takes them. */
export const bodyOf = ({ teamId, url, ...words }: ArticleWords) => ({
  ...words,
  teamId: teamId || null,
  url: url.trim() || null,
});

export const isWhole = ({ title, body }: ArticleWords): boolean =>
  title.trim() !== '' && body.trim() !== '';
