/**
 * What the desk knows that answers a question: articles, canned replies, and what agents answered before; each quoted. Found by
 * words, and by meaning where the caller says what is near (assist/embeddings).
 */
import type { Pool } from 'pg';
import { isForOthers, quoteOf } from '../../domain/assist/passages.ts';
import { readQuestion, type Question, type Term } from '../../domain/assist/question.ts';
import {
  choose,
  type Candidate,
  type Scored,
  type SourceKind,
} from '../../domain/assist/retrieval.ts';
import { fold } from '../../domain/assist/fold.ts';
import { fused } from '../../domain/assist/fusion.ts';
import type { Similar } from '../embeddings/vectors.ts';
import { candidatesSql } from './candidates.ts';
import { nearOf } from './near.ts';
import { askedTerms } from './text-query.ts';

export interface Found {
  source: { kind: SourceKind; id: string; title: string; language: string };
  /** At most 300 characters, as they stand there. */
  quote: string;
  /** 0 to 1; nothing below the threshold is found. */
  confidence: number;
  /** Not in the customer's language. */
  isTranslationNeeded: boolean;
  /** How near it is by meaning; absent: it was found by its words alone. */
  similarity?: number;
  /** What of the question it is about; empty where it was found by meaning alone. */
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
  /** What is near by meaning, the nearest first, and from where on that counts. */
  near?: { similar: readonly Similar[]; floor: number };
}

interface Row extends Candidate {
  /** The customer's of a conversation. */
  names: string[];
}

/** The best first; empty rather than filler. */
export async function retrieve(pool: Pick<Pool, 'query'>, search: Search): Promise<Found[]> {
  const language = search.language.toLowerCase().slice(0, 2);
  const question = readQuestion(search.text, language);
  const limit = search.limit ?? 3;
  const { rows, names } = await byWords(pool, search, question);
  // More than asked for, as what holds nothing to quote falls out.
  const worded = choose(question, rows, limit * 2);
  const near = await nearOf(pool, search, question);
  const similarities = new Map(near.map((it) => [it.id, it.similarity]));
  return fused(question, worded, near)
    .flatMap((it) => {
      const quote = quoted(it, question, names.get(it.id) ?? []);
      if (quote === undefined) return [];
      const { kind, id, title, language: written, confidence } = it;
      const similarity = similarities.get(id);
      return {
        source: { kind, id, title, language: written },
        quote,
        confidence: rounded(confidence),
        ...(similarity !== undefined && { similarity: rounded(similarity) }),
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

async function byWords(
  pool: Pick<Pool, 'query'>,
  search: Search,
  question: Question,
): Promise<{ rows: Row[]; names: Map<string, string[]> }> {
  const asked = askedTerms(question);
  if (asked.length === 0) return { rows: [], names: new Map() };
  const { language } = question;
  const values: unknown[] = [JSON.stringify(asked), language, fold(search.text).slice(0, 300)];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const { rows } = await pool.query<Row>(candidatesSql(search, put), values);
  return { rows, names: new Map(rows.map((it) => [it.id, it.names])) };
}

/** @param names of the customer that an earlier reply went to */
function quoted(
  it: Scored & { passage?: string },
  question: Question,
  names: readonly string[],
): string | undefined {
  return quoteOf(it.passage ?? it.text, question, it.language, (sentence) =>
    it.kind === 'conversation' ? isForOthers(sentence, names) : true,
  );
}

const rounded = (share: number): number => Math.round(share * 100) / 100;
