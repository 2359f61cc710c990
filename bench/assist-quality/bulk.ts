/** Much to search: copies of the demo's articles in other words, and replies that agents sent or keep. */
import type { Pool } from 'pg';
import { retrieve } from '../../assist/offline/retrieve.ts';
import { sentencesOf } from '../../domain/assist/passages.ts';
import { readArticles } from '../../prisma/seed/knowledge.ts';
import type { LabelledQuestion } from '../../test/assist/data/questions.ts';

const many = { articles: 1_000, cannedReplies: 1_000, replies: 9_000 };

/** Sentences of the demo's articles, mixed: words as often as they really are. */
export async function addBulk(pool: Pool): Promise<typeof many> {
  const articles = await readArticles();
  const sentences = articles.flatMap(({ body, language }) =>
    sentencesOf(body).map((content) => ({ content, language })),
  );
  // Steps that share no factor with the count come by everything.
  const pick = <T>(list: readonly T[], n: number) => list[(n * 7919) % list.length] as T;
  const copies = Array.from({ length: many.articles - articles.length }, (_, n) => {
    const article = pick(articles, n);
    const own = sentences.filter(({ language }) => language === article.language);
    const body = [0, 1, 2, 3, 4, 5].map((part) => pick(own, n * 6 + part).content).join(' ');
    return { ...article, key: `copy-${n}`, title: `${article.title} ${n}`, body };
  });
  await pool.query(
    `insert into knowledge_articles (id, key, language, title, body, status)
     select gen_random_uuid(), key, language, title, body, 'published'
       from jsonb_to_recordset($1) as it(key text, language text, title text, body text)`,
    [JSON.stringify(copies)],
  );
  const said = (count: number) =>
    JSON.stringify(Array.from({ length: count }, (_, n) => ({ n, ...pick(sentences, n) })));
  await pool.query(
    `insert into canned_replies (id, shortcut, title, content, language)
     select gen_random_uuid(), 'bulk-' || n, 'Reply ' || n, content, language
       from jsonb_to_recordset($1) as it(n int, content text, language text)`,
    [said(many.cannedReplies)],
  );
  await addReplies(pool, said(many.replies));
  await pool.query('vacuum analyze');
  return many;
}

async function addReplies(pool: Pool, said: string): Promise<void> {
  await pool.query(
    `insert into accounts (id, platform, name, external_id, secrets)
     values ('00000000-0000-0000-0000-000000000001', 'facebook', 'Harbour', '1', '')`,
  );
  await pool.query(
    `create temporary table bulk as
     select n, gen_random_uuid() as customer, gen_random_uuid() as thread, gen_random_uuid() as conversation,
            gen_random_uuid() as message, language, content || ' (' || n || ')' as content
       from jsonb_to_recordset($1) as it(n int, content text, language text)`,
    [said],
  );
  const account = `'00000000-0000-0000-0000-000000000001'::uuid, 'facebook'`;
  for (const statement of [
    `insert into customers (id, account_id, platform, external_id, name, language)
     select customer, ${account}, n::text, 'Customer ' || n, language from bulk`,
    `insert into threads (id, account_id, platform, key, kind, customer_external_id)
     select thread, ${account}, 'dm:' || n, 'dm', n::text from bulk`,
    `insert into conversations (id, thread_id, account_id, platform, customer_id, source, status, priority, priority_rank,
       created_at, updated_at)
     select conversation, thread, ${account}, customer, 'dm', 'resolved', 'medium', 1, now(), now() from bulk`,
    `insert into messages (id, conversation_id, thread_id, account_id, platform, direction, content_type, sender_id,
       sender_type, timestamp, delivery_status)
     select message, conversation, thread, ${account}, 'outbound', 'text', 'a', 'agent', now() - n * interval '1 minute', 'sent'
       from bulk`,
    'insert into message_bodies (message_id, content) select message, content from bulk',
  ]) {
    await pool.query(statement);
  }
}

/** Each question several times, after one round to warm up. */
export async function measureSearches(
  pool: Pool,
  questions: readonly LabelledQuestion[],
): Promise<{ p50: number; p95: number; most: number }> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (const { text, language } of questions) {
      const began = performance.now();
      await retrieve(pool, { text, language, visible: () => 'true' });
      if (round > 0) times.push(performance.now() - began);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), most: at(1) };
}
