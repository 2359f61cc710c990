import { z } from 'zod';
import { edit, press, react, type, unsend, write } from '../chats/customer.ts';
import type { Done } from '../chats/customer.ts';
import { settingOf } from '../chats/open.ts';
import { comment, editComment, publishAbout, removeComment } from '../feed/customer.ts';
import type { PublicDone } from '../feed/customer.ts';
import { newestPost, placeBelow, sceneOf } from '../feed/scene.ts';
import type { Account, Customer, Message, PlatformName } from '../model.ts';
import type { Scene, Setting } from '../platform.ts';
import { receivedFile, ReceivedFile } from './attachments.ts';
import { liked } from './liked.ts';
import { accountNamed } from './parts.ts';
import type { ControlParts } from './parts.ts';
import { Problem } from './problem.ts';
import { isStory, storyOf } from './stories.ts';

const CustomerName = z.object({
  id: z.coerce.string().min(1).max(64),
  name: z.string().min(1).max(200).optional(),
  handle: z.string().max(100).optional(),
  language: z.string().max(20).optional(),
});

export const Inbound = z.strictObject({
  account: z.coerce.string().optional(),
  customer: z.union([z.string().min(1).max(64), z.number().int(), CustomerName]),
  text: z.string().max(100_000).default(''),
  attachments: z.array(ReceivedFile).max(10).default([]),
  kind: z
    .enum(['dm', 'comment', 'mention', 'review', 'story_reply', 'story_mention'])
    .default('dm'),
  /**
   * What is commented on; absent: the account's newest post. Of a mention: somebody else's post that it stands below;
   * absent: it is the post. Of a story reply: the story.
   */
  post: z.string().optional(),
  /** The customer's comment or message that they take away. */
  remove: z.string().optional(),
  /** The customer types, and sends nothing yet. */
  typing: z.literal(true).optional(),
  /** Of a review. */
  recommends: z.boolean().optional(),
  /** Of a review, where it has stars. */
  stars: z.number().int().min(1).max(5).optional(),
  /** The platform's id of the message that is answered, … */
  replyTo: z.string().optional(),
  /** … of the customer's message that `text` replaces, … */
  edit: z.string().optional(),
  /** … or that is reacted to (absent: the account's last one). No emoji takes the reaction back. */
  reaction: z
    .union([z.string(), z.object({ to: z.string().optional(), emoji: z.string().optional() })])
    .optional(),
  postback: z
    .union([
      z.string(),
      z.object({ title: z.string(), payload: z.string(), message: z.string().optional() }),
    ])
    .optional(),
  /** Written at another time than now, in ms since 1970: how a test gets a closed window. */
  at: z.number().int().positive().optional(),
});
type Inbound = z.infer<typeof Inbound>;

/** A customer does something on a platform. */
export function receiveInbound(
  parts: ControlParts,
  name: PlatformName,
  inbound: Inbound,
): Done | PublicDone {
  const { world } = parts;
  const platform = parts.platformOf(name);
  const { kind } = inbound;
  const source = kind === 'story_reply' || kind === 'story_mention' ? 'dm' : kind;
  if (platform.sources?.includes(source) === false) {
    const all = platform.sources.join(', ');
    throw new Problem(400, `kind: ${name} has no ${inbound.kind}, only ${all}`);
  }
  const account = accountNamed(world, name, inbound.account);
  const customer = customerOf(parts, name, inbound.customer);
  if (inPublic.has(inbound.kind)) return saidInPublic(parts, account, customer, inbound);
  const setting = settingOf(world, account, customer.id);
  if (setting?.chat.isBlocked === true) {
    throw new Problem(409, 'the customer has blocked this account: unblock it first');
  }

  if (inbound.typing) {
    const { typed } = platform;
    if (!typed) throw new Problem(400, `typing: ${name} does not tell apps of it`);
    return type(needed(setting), typed(needed(setting)));
  }
  if (inbound.remove !== undefined) {
    const { unsent } = platform;
    if (!unsent)
      throw new Problem(400, `remove: ${name} does not tell apps of messages taken back`);
    const message = messageOf(needed(setting), inbound.remove);
    if (message.direction === 'outbound') throw new Problem(409, 'customers remove only their own');
    return unsend(needed(setting), unsent, message);
  }
  if (inbound.edit !== undefined) {
    const message = messageOf(needed(setting), inbound.edit);
    if (message.direction === 'outbound') throw new Problem(409, 'customers edit only their own');
    const { maxEdits = Number.POSITIVE_INFINITY } = platform;
    if (message.editCount >= maxEdits) {
      throw new Problem(409, `${name} allows ${maxEdits} edits of a message`);
    }
    return edit(needed(setting), platform, message, inbound.text);
  }
  if (inbound.reaction !== undefined) {
    const { to, emoji } =
      typeof inbound.reaction === 'string' ? { emoji: inbound.reaction } : inbound.reaction;
    const target =
      to === undefined ? lastOutbound(needed(setting)) : messageOf(needed(setting), to);
    return react(needed(setting), platform, target, emoji === '' ? undefined : emoji);
  }
  if (inbound.postback !== undefined) {
    const { postback } = inbound;
    if (typeof postback === 'string') {
      return press(needed(setting), platform, {
        title: inbound.text || postback,
        payload: postback,
      });
    }
    const { title, payload, message } = postback;
    return press(needed(setting), platform, {
      title,
      payload,
      ...(message !== undefined && { message: messageOf(needed(setting), message) }),
    });
  }
  return say(parts, account, customer, inbound);
}

const inPublic: ReadonlySet<Inbound['kind']> = new Set(['comment', 'mention', 'review']);

function saidInPublic(
  parts: ControlParts,
  account: Account,
  customer: Customer,
  inbound: Inbound,
): PublicDone {
  const { world, platformOf } = parts;
  const { feed } = platformOf(account.platform);
  if (feed === undefined) {
    throw new Problem(400, `kind: nothing on ${account.platform} is public`);
  }
  const { kind, text, edit: edited, remove: removed } = inbound;
  if (edited !== undefined && feed.isFixed === true) {
    throw new Problem(409, `${account.platform} has no edits: what was said stays as it is`);
  }
  if (edited !== undefined)
    return editComment(ownScene(parts, account, customer, edited), feed, text);
  if (removed !== undefined)
    return removeComment(ownScene(parts, account, customer, removed), feed);
  if (inbound.reaction !== undefined) return liked(parts, account, customer, inbound.reaction);
  const said = {
    text,
    attachments: inbound.attachments.map((it) =>
      receivedFile(parts, parts.platformOf(account.platform), account, it),
    ),
    ...(inbound.at !== undefined && { at: inbound.at }),
  };
  const place = { world, account, feed };
  const isBelow = kind === 'mention' && inbound.post !== undefined;
  if (isBelow && feed.tellsMentionsInComments !== true) {
    throw new Problem(
      400,
      `post: mentions below others' posts are not told on ${account.platform}`,
    );
  }
  if (!isBelow && (kind === 'mention' || kind === 'review')) {
    const { recommends, stars } = inbound;
    const more = {
      source: kind,
      ...(recommends !== undefined && { recommends }),
      ...(stars !== undefined && { stars }),
    };
    return publishAbout(place, customer, { ...said, ...more });
  }
  const parent =
    inbound.replyTo === undefined ? undefined : sceneOf(world, account, inbound.replyTo);
  const post =
    parent?.post ??
    (inbound.post === undefined
      ? newestPost(world, feed, account)
      : world.post(account.platform, account.externalId, inbound.post));
  if (post === undefined) throw new Problem(404, `no post ${inbound.post ?? ''}`);
  const parentId = parent && { parentId: placeBelow(feed, parent.comment) };
  const source = isBelow ? 'mention' : 'comment';
  return comment(place, customer, post, { ...said, ...parentId, source });
}

function ownScene(
  { world }: ControlParts,
  account: Account,
  customer: Customer,
  id: string,
): Scene {
  const scene = sceneOf(world, account, id);
  if (scene?.comment.author === customer.id) return scene;
  throw new Problem(404, `the customer has no comment ${id}`);
}

function say(parts: ControlParts, account: Account, customer: Customer, inbound: Inbound): Done {
  const { attachments } = inbound;
  const platform = parts.platformOf(account.platform);
  const story = isStory(inbound) && storyOf(parts, platform, account, inbound);
  if (!story && inbound.text === '' && attachments.length === 0) {
    throw new Problem(400, 'text: a message needs a text or an attachment');
  }
  const { max } = platform.files;
  if (attachments.length > max) {
    throw new Problem(400, `attachments: a ${platform.name} message carries at most ${max}`);
  }
  return write(parts.world, platform, account, customer, {
    text: inbound.text,
    // A story's own picture is the story's.
    attachments: story ? [] : attachments.map((it) => receivedFile(parts, platform, account, it)),
    ...(story && { story }),
    ...(inbound.replyTo !== undefined && { replyTo: inbound.replyTo }),
    ...(inbound.at !== undefined && { at: inbound.at }),
  });
}

function customerOf(
  { world, platformOf }: ControlParts,
  platform: PlatformName,
  given: Inbound['customer'],
): Customer {
  const named = typeof given === 'object' ? given : { id: String(given) };
  if (!platformOf(platform).isCustomerId(named.id)) {
    throw new Problem(400, `customer: "${named.id}" is no ${platform} user id`);
  }
  const known = world.customer(platform, named.id);
  const { name = known?.name ?? `Customer ${named.id}` } = named;
  const handle = named.handle ?? known?.handle;
  const language = named.language ?? known?.language;
  return {
    platform,
    id: named.id,
    name,
    ...(handle !== undefined && { handle }),
    ...(language !== undefined && { language }),
  };
}

function needed(setting: Setting | undefined): Setting {
  if (setting === undefined)
    throw new Problem(409, 'the customer has not written to this account yet');
  return setting;
}

function messageOf({ world, account, chat }: Setting, id: string): Message {
  const message = world.message(account.platform, account.externalId, id);
  if (message?.customer === chat.customer) return message;
  throw new Problem(404, `no message ${id} in this chat`);
}

function lastOutbound({ world, chat }: Setting): Message {
  const last = world.messagesIn(chat).findLast((it) => it.direction === 'outbound');
  if (last === undefined) throw new Problem(409, 'there is nothing of the account to react to');
  return last;
}
