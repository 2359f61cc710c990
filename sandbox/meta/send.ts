import { z } from 'zod';
import type { Answer } from '../answer.ts';
import { accept, markSeen } from '../chats/account.ts';
import { newChat, settingOf } from '../chats/open.ts';
import type { Phones } from '../chats/phones.ts';
import type { Account, Attachment, WebhookEvent } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import { putComment, putMessage } from '../world.ts';
import type { World } from '../world.ts';
import { fetchAttachment, knownAttachment } from './attachments.ts';
import { GraphError } from './errors.ts';
import type { Inbox } from './inbox.ts';
import { reactionEmoji } from './reactions.ts';
import type { GraphRequest } from './request.ts';
import type { GraphCall } from './route.ts';
import type { Usage } from './usage.ts';
import { checkWindow } from './window.ts';

const OutboundAttachment = z.object({
  type: z.enum(['image', 'video', 'audio', 'file']),
  payload: z.object({
    url: z.url({ protocol: /^https?$/ }).optional(),
    attachment_id: z.coerce.string().optional(),
    is_reusable: z.boolean().optional(),
  }),
});
const OutboundMessage = z.object({
  text: z.string().optional(),
  attachment: OutboundAttachment.optional(),
  metadata: z.string().max(1000).optional(),
  reply_to: z.object({ mid: z.string() }).optional(),
});
const Recipient = z.union([
  z.object({ id: z.coerce.string() }),
  z.object({ comment_id: z.string() }),
]);
const Reaction = z.object({ message_id: z.string(), reaction: z.string().optional() });

export interface SendParts {
  inbox: Inbox;
  world: World;
  platform: Platform;
  usage: Usage;
  phones: Phones;
  /** Lets an echo be delivered before the send is answered, when this run's chance says so. */
  overtake: (echo: WebhookEvent) => Promise<void> | undefined;
}

/** `POST /{page or account}/messages`: a message, or a sender action, never both. */
export async function send(parts: SendParts, call: GraphCall): Promise<Answer> {
  const { inbox } = parts;
  const { account, request } = call;
  const recipient = read(Recipient, request.value('recipient'), 'recipient');
  const action = request.text('sender_action');
  if (action !== undefined && request.has('message')) {
    throw new GraphError('(#100) sender_action and message cannot be in the same request', 100);
  }
  const message =
    action === undefined ? read(OutboundMessage, request.value('message'), 'message') : undefined;
  if (message !== undefined) parts.usage.countSend(account, message.attachment !== undefined);
  if ('comment_id' in recipient)
    return sendPrivately(parts, account, recipient.comment_id, message);
  const chatNow = (): Setting => {
    const setting = settingOf(parts.world, account, recipient.id);
    if (setting === undefined) throw inbox.nobody();
    if (setting.chat.isBlocked) throw inbox.blocked();
    return setting;
  };
  if (message === undefined) return act(parts, chatNow(), action ?? '', request);

  const { text = '', attachment } = message;
  checkContent(inbox, text, attachment?.type);
  checkWindow(inbox, chatNow(), request);
  const attachments = attachment === undefined ? [] : [await attachmentOf(parts, call, attachment)];
  // As it is now: fetching takes its time.
  const setting = chatNow();
  const terms = checkWindow(inbox, setting, request);
  const { message: sent, echo } = accept(setting, parts.platform, {
    text,
    attachments,
    ...terms,
    ...(message.metadata !== undefined && { metadata: message.metadata }),
    ...(message.reply_to !== undefined && { replyTo: message.reply_to.mid }),
  });
  parts.phones.setTyping(setting.chat, false);
  const after = echo && parts.overtake(echo);
  return {
    status: 200,
    body: {
      recipient_id: recipient.id,
      message_id: sent.id,
      ...(attachment?.payload.is_reusable === true && { attachment_id: attachments[0]?.fileId }),
    },
    ...(after !== undefined && { after }),
  };
}

/** To the author of a comment, who may never have written: it begins their chat, and does not open the window. */
function sendPrivately(
  parts: SendParts,
  account: Account,
  commentId: string,
  message: z.infer<typeof OutboundMessage> | undefined,
): Answer {
  const { inbox, world, platform } = parts;
  const { comment, customer } = inbox.privately(world, account, commentId);
  const { text = '' } = message ?? {};
  checkContent(inbox, text, undefined);
  if (customer === undefined) throw new GraphError('(#100) Invalid comment id', 100);
  const known = settingOf(world, account, customer.id);
  const chat = known?.chat ?? newChat(account, customer, world.now());
  const { message: sent } = accept({ world, account, customer, chat }, platform, {
    ...{ text, attachments: [], privateReplyTo: commentId },
    ...(message?.metadata !== undefined && { metadata: message.metadata }),
  });
  world.commit([putComment({ ...comment, isAnsweredPrivately: true })]);
  return { status: 200, body: { recipient_id: customer.id, message_id: sent.id } };
}

function checkContent(inbox: Inbox, text: string, attachmentType: string | undefined): void {
  if (text === '' && attachmentType === undefined) {
    throw new GraphError('(#100) Must provide either text or an attachment in message', 100);
  }
  if (text !== '' && attachmentType !== undefined) {
    throw new GraphError('(#100) Cannot send text and attachment in one message', 100);
  }
  if (attachmentType !== undefined && !inbox.attachmentTypes.includes(attachmentType)) {
    const types = inbox.attachmentTypes.join(', ');
    throw new GraphError(`(#100) Param message[attachment][type] must be one of {${types}}`, 100);
  }
  const tooLong = inbox.tooLong(text);
  if (tooLong !== undefined) throw new GraphError(tooLong, 100);
}

/** @throws GraphError where it can't be had */
async function attachmentOf(
  { world }: SendParts,
  { account, url: address }: GraphCall,
  { type, payload }: z.infer<typeof OutboundAttachment>,
): Promise<Attachment> {
  const place = { world, account, origin: new URL(address).origin };
  const { url, attachment_id: id } = payload;
  if (id !== undefined) {
    const known = knownAttachment(place, type, id);
    if (known !== undefined) return known;
    throw new GraphError('(#100) Invalid attachment_id', 100, { subcode: 2018074 });
  }
  if (url === undefined) throw new GraphError('(#100) Param payload[url] is missing', 100);
  return fetchAttachment(place, type, url);
}

function act(parts: SendParts, setting: Setting, action: string, request: GraphRequest): Answer {
  if (action === 'mark_seen') markSeen(setting);
  else if (action === 'typing_on' || action === 'typing_off') {
    parts.phones.setTyping(setting.chat, action === 'typing_on');
  } else if (action === 'react' || action === 'unreact') {
    const { message_id: id, reaction } = read(Reaction, request.value('payload'), 'payload');
    const target = parts.world.message(setting.account.platform, setting.account.externalId, id);
    if (target === undefined) throw new GraphError('(#100) Invalid message id', 100);
    const { accountReaction: _previous, ...rest } = target;
    const emoji = reactionEmoji(reaction ?? '') ?? reaction;
    const isAdded = action === 'react' && emoji !== undefined;
    parts.world.commit([putMessage({ ...rest, ...(isAdded && { accountReaction: emoji }) })]);
  } else {
    throw new GraphError(`(#100) Param sender_action is not one of the known actions`, 100);
  }
  return { status: 200, body: { recipient_id: setting.customer.id } };
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  name: string,
): z.infer<Schema> {
  if (value === undefined) {
    throw new GraphError(`(#100) The parameter ${name} is required`, 100);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = [name, ...(issue?.path ?? [])].join('.');
  throw new GraphError(`(#100) Param ${at}: ${issue?.message ?? 'not valid'}`, 100);
}
