/** What agents have a language model write: drafts put otherwise, translations, summaries. Nothing of it is sent. */
import { z } from 'zod';
import { rewriteStyles } from '../../domain/assist/prompt.ts';
import {
  eventsOf,
  requireLanguage,
  requireModel,
  summarizeNow,
  translateMessage,
} from '../commands/assist-writing.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { readAssist } from '../reads/assist.ts';
import { findMessage } from '../reads/messages.ts';
import { Assist, MessageTranslation } from '../schemas/assist.ts';
import { byId, language, text } from '../schemas/common.ts';
import { requireConversation } from '../visibility.ts';

const content = text(4_000).refine((it) => it.trim() !== '', 'must not be empty');

const facts = {
  method: 'post',
  tag: 'Assist',
  permission: 'conversations.work',
  refusals: [502],
} as const;
const stream = {
  ...facts,
  givesText: 'text/event-stream',
  params: byId('conversationId'),
} as const;
/** Some proxies keep a stream until it is whole. */
const headers = { 'x-accel-buffering': 'no' };

export function assistWriting(parts: Parts): Operation[] {
  const { pool } = parts;
  return [
    operation({
      ...stream,
      path: '/conversations/{conversationId}/assist/rewrite',
      id: 'rewriteDraft',
      summary:
        'A draft put otherwise, as it is written: events `text` with all so far, then `done` or `failed`',
      body: z.strictObject({ content, style: z.enum(rewriteStyles) }),
      async handle({ params: { conversationId }, body, caller, gone }) {
        await requireConversation(pool, caller, conversationId);
        const desk = await requireModel(parts, conversationId);
        return {
          text: { headers, chunks: await eventsOf(desk, { to: 'rewrite', ...body }, gone) },
        };
      },
    }),
    operation({
      ...stream,
      path: '/conversations/{conversationId}/assist/translation',
      id: 'translateDraft',
      summary: 'A draft in the customer’s language, as it is written; events as of rewriteDraft',
      body: z.strictObject({
        content,
        language: language.optional().meta({ description: 'The customer’s, where it is known.' }),
      }),
      async handle({ params: { conversationId }, body, caller, gone }) {
        await requireConversation(pool, caller, conversationId);
        const desk = await requireModel(parts, conversationId);
        const to = requireLanguage(body.language, desk.language);
        const wanted = {
          to: 'translate',
          content: body.content,
          language: to,
          isOwn: true,
        } as const;
        return { text: { headers, chunks: await eventsOf(desk, wanted, gone) } };
      },
    }),
    operation({
      ...facts,
      path: '/conversations/{conversationId}/assist/summary',
      id: 'summarizeConversation',
      summary: 'What was said so far, in short, for colleagues',
      params: byId('conversationId'),
      body: z.strictObject({ language: language.optional() }),
      answer: Assist,
      async handle({ params: { conversationId }, body, caller, gone }) {
        await requireConversation(pool, caller, conversationId);
        const desk = await requireModel(parts, conversationId);
        await summarizeNow(desk, body.language, gone);
        return { body: await readAssist(parts, conversationId) };
      },
    }),
    operation({
      ...facts,
      path: '/messages/{messageId}/translation',
      id: 'translateMessage',
      summary: 'A message in a language that its reader knows; what was said stays as it is',
      params: byId('messageId'),
      body: z.strictObject({
        language: language.optional().meta({ description: 'The team’s, where absent.' }),
      }),
      answer: MessageTranslation,
      async handle({ params: { messageId }, body, caller, gone }) {
        const message = await findMessage(pool, caller, messageId);
        const desk = await requireModel(parts, message.conversation_id);
        const to = body.language ?? desk.background.settings.teamLanguage;
        const made = await translateMessage(desk, message, to, gone);
        return { body: { messageId, language: to, ...made } };
      },
    }),
  ];
}
