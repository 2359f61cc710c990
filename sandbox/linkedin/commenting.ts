/** The Comments API, writing: as the organization whose token came along. */
import { z } from 'zod';
import type { Answer } from '../answer.ts';
import { answer, moderate } from '../feed/account.ts';
import { putComment } from '../world.ts';
import { commentBody, namedComment, threadOf, visibleScene } from './comments.ts';
import { created, noContent, ok, type LinkedInCall } from './call.ts';
import { badField, notAllowed, notFound, unpermittedFields } from './errors.ts';
import { commentOf, numberOf, organizationUrn, shareOf } from './names.ts';
import { isRecord, valueIn } from './request.ts';
import type { Usage } from './usage.ts';

const Mention = z.strictObject({
  start: z.int().min(0),
  length: z.int().min(1),
  value: z.union([
    z.strictObject({ organization: z.strictObject({ organization: z.string() }) }),
    z.strictObject({ person: z.strictObject({ person: z.string() }) }),
  ]),
});
const Words = z.strictObject({
  text: z.string(),
  attributes: z.array(Mention).default([]),
});

const permitted = ['actor', 'object', 'message', 'parentComment'];

/** `POST /socialActions/{urn}/comments`. There are two levels, and no pictures. */
export function createComment(call: LinkedInCall, usage: Usage): Answer {
  const { world, account, request, feed } = call;
  const { body } = request;
  const thread = threadOf(call);
  const others = Object.keys(body).filter((it) => !permitted.includes(it));
  if (others.length > 0) throw unpermittedFields(others.map((it) => `/${it}`));
  if (textIn(body, 'actor') !== organizationUrn(account)) {
    throw notAllowed('socialActions.CREATE for this actor');
  }
  const object = textIn(body, 'object');
  if (shareOf(object) !== thread.post.id && (commentOf(object) ?? '') !== thread.comment?.id) {
    throw badField('object', 'is not what the path is about');
  }
  const { text, attributes } = wordsIn(call, body['message']);
  const parent = parentIn(call, thread);
  if (parent?.parentId !== undefined) {
    throw badField('parentComment', 'an answer cannot be answered');
  }
  usage.countComment(call);
  const mention = world.comment('linkedin', account.externalId, thread.post.id);
  const answered = parent ?? mention;
  const { post } = thread;
  const said = answer({ world, account, post, ...(answered && { comment: answered }) }, feed, {
    text,
  });
  const kept = attributes.length > 0 ? { ...said, mentions: attributes } : said;
  if (kept !== said) world.commit([putComment(kept)]);
  return created(numberOf(said), commentBody(call, post, kept));
}

/** The comment that is answered, by the path or the body; both must mean the same. */
function parentIn(call: LinkedInCall, { post, comment }: ReturnType<typeof threadOf>) {
  const { parentComment } = call.request.body;
  if (parentComment === undefined) return comment;
  const id = typeof parentComment === 'string' ? commentOf(parentComment) : undefined;
  if (id === undefined || (comment !== undefined && comment.id !== id)) {
    throw badField('parentComment', 'is not the comment that the path is about');
  }
  const scene = visibleScene(call, id);
  if (scene?.post.id !== post.id) throw notFound(id);
  return scene.comment;
}

/** `POST /socialActions/{urn}/comments/{id}` with the method PARTIAL_UPDATE: its own words only. */
export function editComment(call: LinkedInCall): Answer {
  const scene = namedComment(call);
  checkActor(call);
  if (scene.comment.author !== call.account.externalId) {
    throw notAllowed('socialActions.PARTIAL_UPDATE of others’ comments');
  }
  const { patch } = call.request.body;
  const message = isRecord(patch) ? patch['message'] : undefined;
  const $set = isRecord(message) ? message['$set'] : undefined;
  const { text } = wordsIn(call, $set);
  moderate(scene, call.feed, 'edit', text);
  const edited = call.world.comment('linkedin', call.account.externalId, scene.comment.id);
  return ok(commentBody(call, scene.post, edited ?? scene.comment));
}

/** `DELETE /socialActions/{urn}/comments/{id}`: its own anywhere, others' below its own posts. */
export function deleteComment(call: LinkedInCall): Answer {
  const scene = namedComment(call);
  checkActor(call);
  const { externalId } = call.account;
  if (scene.comment.author !== externalId && scene.post.author !== externalId) {
    throw notAllowed('socialActions.DELETE of others’ comments');
  }
  moderate(scene, call.feed, 'delete');
  return noContent;
}

export function checkActor(call: LinkedInCall): void {
  if (valueIn(call.request, 'actor') === organizationUrn(call.account)) return;
  throw notAllowed('socialActions for this actor');
}

function textIn(body: Record<string, unknown>, name: string): string {
  const given = body[name];
  if (typeof given === 'string' && given !== '') return given;
  throw badField(name, 'is required');
}

function wordsIn({ grant }: LinkedInCall, message: unknown): z.infer<typeof Words> {
  const parsed = Words.safeParse(message);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badField(['message', ...(issue?.path ?? [])].join('/'), issue?.message ?? 'not valid');
  }
  const { text, attributes } = parsed.data;
  const { maxTextLength } = grant.settings;
  if (text.trim() === '') throw badField('message/text', 'is empty');
  if (text.length > maxTextLength) {
    throw badField('message/text', `is longer than ${maxTextLength} characters`);
  }
  if (attributes.some((it) => it.start + it.length > text.length)) {
    throw badField('message/attributes', 'reach beyond the text');
  }
  return parsed.data;
}
