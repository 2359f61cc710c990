import { queryOptions } from '@tanstack/react-query';
import { get, post } from '../../lib/api.ts';
import { pagesQuery } from '../../lib/pages.ts';
import type {
  Article,
  ArticleVersion,
  KnowledgeFinding,
  KnowledgeGap,
  ListedArticle,
  PageRead,
} from '../../lib/types.ts';

/** Everything that is read of what the desk knows: a translation or a gap changes what is shown beside it. */
export const knowledgeKey = ['knowledge'] as const;

export const articlesQuery = (asked: { q?: string; language?: string; status?: string }) =>
  pagesQuery<ListedArticle>([...knowledgeKey, 'articles', asked], '/knowledge/articles', {
    limit: 50,
    ...asked,
  });

export const articleQuery = (id: string) =>
  queryOptions({
    queryKey: [...knowledgeKey, 'article', id],
    queryFn: ({ signal }) => get<Article>(`/knowledge/articles/${id}`, {}, signal),
    staleTime: 30_000,
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...knowledgeKey, 'versions', id],
    queryFn: ({ signal }) =>
      get<{ data: ArticleVersion[] }>(`/knowledge/articles/${id}/versions`, {}, signal),
    staleTime: 0,
  });

export const gapsQuery = (state: KnowledgeGap['state']) =>
  pagesQuery<KnowledgeGap>([...knowledgeKey, 'gaps', state], '/knowledge/gaps', {
    limit: 50,
    state,
  });

/** A page of the web, as an article would say it. */
export const pageQuery = (url: string) =>
  queryOptions({
    queryKey: ['read-page', url],
    queryFn: () => post<PageRead>('/knowledge/import/page', { url }),
    staleTime: Infinity,
    retry: false,
  });

export const findingsQuery = (asked: {
  q: string;
  language: string;
  teamId?: string;
  conversationId?: string;
}) =>
  queryOptions({
    queryKey: [...knowledgeKey, 'findings', asked],
    queryFn: ({ signal }) =>
      get<{ data: KnowledgeFinding[] }>('/knowledge/search', { ...asked, limit: 8 }, signal),
    enabled: asked.q.length >= 2,
    staleTime: 30_000,
  });
