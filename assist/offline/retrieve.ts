/** What the desk knows that answers a question: articles, canned replies, and what agents answered before; each quoted. */
import type { Pool } from 'pg';
import { isForOthers, quoteOf } from '../../domain/assist/passages.ts';
import { readQuestion, type Term } from '../../domain/assist/question.ts';
import {
  choose,
  type Candidate,
  type Scored,
  type SourceKind,
} from '../../domain/assist/retrieval.ts';
import { fold } from '../../domain/assist/fold.ts';
import { candidatesSql } from './candidates.ts';
import { askedTerms } from './text-query.ts';

export interface Found {
  source: { kind: SourceKind; id: string; title: string; language: string };
  /** At most 300 characters, as they stand there. */
  quote: string;
  /** 0 to 1; nothing below the threshold is found. */
  confidence: number;
  /** Not in the customer's language. */
  isTranslationNeeded: boolean;
  /** What of the question it is about. */
  matched: { name: string; kind: Term['kind']; isInTitle: boolean }[];
}

export interface Search {
  text: string;
  /** The customer's, as ISO 639-1. */
  language: string;
  /**
   * Of conversations named `c` those whose replies the asker may read: a condition in SQL (api/visibility.ts `visibleTo`).
   * @param put adds a value to the statement's, and gives its placeholder
   */
  visible: (put: (value: unknown) => string) => string;
  /** Articles and canned replies of this team, beside those of none. */
  teamId?: string | null;
  /** Whose own replies are no source. */
  conversationId?: string;
  /** Without `kinds`, all of them. */
  kinds?: readonly SourceKind[];
  limit?: number;
}

interface Row extends Candidate {
  /** The customer's of a conversation. */
  names: string[];
}

/** The surest first; empty rather than filler. */
export async function retrieve(pool: Pick<Pool, 'query'>, search: Search): Promise<Found[]> {
  const language = search.language.toLowerCase().slice(0, 2);
  const question = readQuestion(search.text, language);
  const asked = askedTerms(question);
  if (asked.length === 0) return [];
  const values: unknown[] = [JSON.stringify(asked), language, fold(search.text).slice(0, 300)];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const { rows } = await pool.query<Row>(candidatesSql(search, put), values);
  const names = new Map(rows.map((it) => [it.id, it.names]));
  const quoted = (it: Scored) =>
    quoteOf(it.text, question, it.language, (sentence) =>
      it.kind === 'conversation' ? isForOthers(sentence, names.get(it.id) ?? []) : true,
    );
  const limit = search.limit ?? 3;
  // More than asked for, as what holds nothing to quote falls out.
  return choose(question, rows, limit * 2)
    .flatMap((it) => {
      const quote = quoted(it);
      if (quote === undefined) return [];
      const { kind, id, title, language: written, confidence } = it;
      return {
        source: { kind, id, title, language: written },
        quote,
        confidence: Math.round(confidence * 100) / 100,
        isTranslationNeeded: written !== language,
        matched: question.terms.flatMap(({ name, kind: of }, index) =>
          it.found.includes(index) || it.headed.includes(index)
            ? [{ name, kind: of, isInTitle: it.headed.includes(index) }]
            : [],
        ),
      };
    })
    .slice(0, limit);
}
