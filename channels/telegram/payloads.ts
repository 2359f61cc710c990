/**
 * What the Bot API's updates carry, as far as the desk reads it (core.telegram.org/bots/api, Update and Message).
 * What an event cannot be without is required; everything else is dropped where it is malformed.
 */
import { z } from 'zod';
import { lenient, lenientList } from '../schema.ts';

const Id = z.int().transform((id) => String(id + 0));

/** Telegram's seconds as milliseconds, in a range that every store can hold. */
const Seconds = z
  .number()
  .refine((value) => value > 0 && value < 1e11)
  .transform((value) => Math.trunc(value) * 1000);

const User = z.object({
  id: Id,
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  username: lenient(z.string()),
  language_code: lenient(z.string()),
});

const Chat = z.object({
  id: Id,
  type: z.string(),
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  username: lenient(z.string()),
});

const File = z.object({
  file_id: z.string(),
  file_size: lenient(z.number().positive()),
  file_name: lenient(z.string()),
  mime_type: lenient(z.string()),
});
const PhotoSize = File.extend({ width: z.number().catch(0), height: z.number().catch(0) });
const Sticker = File.extend({ emoji: lenient(z.string()) });
const Location = z.object({ latitude: z.number(), longitude: z.number() });

export const Message = z.object({
  message_id: Id,
  from: lenient(User),
  chat: Chat,
  date: lenient(Seconds),
  edit_date: lenient(Seconds),
  business_connection_id: lenient(z.string().min(1)),
  reply_to_message: lenient(z.object({ message_id: Id })),
  text: lenient(z.string()),
  caption: lenient(z.string()),
  photo: lenientList(PhotoSize),
  video: lenient(File),
  video_note: lenient(File),
  animation: lenient(File),
  voice: lenient(File),
  audio: lenient(File),
  document: lenient(File),
  sticker: lenient(Sticker),
  location: lenient(Location),
  venue: lenient(z.object({ title: z.string(), address: lenient(z.string()) })),
  contact: lenient(
    z.object({
      phone_number: z.string(),
      first_name: lenient(z.string()),
      last_name: lenient(z.string()),
    }),
  ),
  poll: lenient(z.object({ question: z.string() })),
});
export type Message = z.infer<typeof Message>;

export const Button = z.object({ text: z.string(), callback_data: z.string() });

const CallbackQuery = z.object({
  id: z.string().min(1),
  from: User,
  data: lenient(z.string()),
  message: lenient(
    z.object({
      message_id: Id,
      chat: Chat,
      business_connection_id: lenient(z.string().min(1)),
      reply_markup: lenient(z.object({ inline_keyboard: lenientList(z.array(z.unknown())) })),
    }),
  ),
});

const ReactionType = z.object({ type: z.string(), emoji: lenient(z.string()) });

const MessageReaction = z.object({
  chat: Chat,
  message_id: Id,
  user: lenient(User),
  date: lenient(Seconds),
  new_reaction: z.array(ReactionType),
});

const ChatMember = z.object({
  chat: Chat,
  from: lenient(User),
  date: lenient(Seconds),
  new_chat_member: z.object({ status: z.string() }),
});

const DeletedBusinessMessages = z.object({
  business_connection_id: z.string().min(1),
  chat: Chat,
  message_ids: z.array(Id),
});

/** The kinds of update that become events. */
export const updates = {
  message: Message,
  edited_message: Message,
  business_message: Message,
  edited_business_message: Message,
  callback_query: CallbackQuery,
  message_reaction: MessageReaction,
  my_chat_member: ChatMember,
  deleted_business_messages: DeletedBusinessMessages,
};
export type Update<Kind extends keyof typeof updates> = z.infer<(typeof updates)[Kind]>;
export type TelegramChat = z.infer<typeof Chat>;
export type TelegramUser = z.infer<typeof User>;

/** Kinds that are no private conversation with a customer. */
export const ignoredUpdates = [
  'channel_post',
  'edited_channel_post',
  'business_connection',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
] as const;

/** Messages by which Telegram itself tells of a change; nobody wrote them. */
export const serviceMessages = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'connected_website',
  'chat_background_set',
  'boost_added',
] as const;

export const UpdateId = Id;
