/** Hiding an answer below a post of ours: the post's threadgate names it (lexicon of app.bsky.feed.threadgate). */
import { z } from 'zod';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation } from '../channel.ts';
import { refused } from '../outcome.ts';
import { lenientList } from '../schema.ts';
import { doneOf } from './answers.ts';
import { partsOf } from './content.ts';
import { Uri } from './payloads.ts';
import { getRecord, posts, putRecord } from './records.ts';

const collection = 'app.bsky.feed.threadgate';
/** As the lexicon has it. */
const maxHidden = 300;
/** Somebody may change the gate at the same time, who knows nothing of us. */
const tries = 3;

/** Whatever else the record says stays as it is. */
const Gate = z.looseObject({ hiddenReplies: lenientList(Uri) });

export const setHidden =
  (isHidden: boolean) =>
  async (
    { platformMessageId: uri, about }: Moderation,
    account: ChannelAccount,
    options: CallOptions,
    now: () => number,
  ): Promise<ActionOutcome> => {
    const root = about && partsOf(about.postId);
    if (!root || root.did !== account.externalId || root.collection !== posts) {
      return refused(
        'not_ours',
        'Bluesky lets only the author of the first post hide answers to it, and that is not this account.',
      );
    }
    const place = { collection, rkey: root.rkey };
    for (let left = tries; ; left -= 1) {
      const there = await getRecord(account, account.externalId, place, options);
      const gate = Gate.safeParse(there?.value).data ?? {
        post: about.postId,
        createdAt: new Date(now()).toISOString(),
      };
      const hidden = 'hiddenReplies' in gate ? (gate.hiddenReplies ?? []) : [];
      if (hidden.includes(uri) === isHidden) return { kind: 'done' };
      const others = hidden.filter((it) => it !== uri);
      if (isHidden && others.length >= maxHidden) {
        return refused(
          'rejected',
          'Bluesky hides no more than 300 answers below one post. Show some of them again first.',
        );
      }
      const record = { ...gate, hiddenReplies: isHidden ? [...others, uri] : others };
      const answer = await putRecord(account, place, record, options, there?.cid ?? null);
      if (answer.error?.name !== 'InvalidSwap' || left <= 1) return doneOf(answer, now());
    }
  };
