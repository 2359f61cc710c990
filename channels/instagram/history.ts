/** What can be asked of an account: its conversations, and what was said in them. */
import { bothHistories } from '../meta/both-histories.ts';
import { directHistory } from '../meta/history.ts';
import { hiddenWords, storyAt, storyWords } from './content.ts';
import { publicConversations, publicMessages } from './public-history.ts';
import { reconcileInPublic } from './public.ts';
import { ownerOf, room } from './room.ts';

const direct = directHistory({
  ...{ room, ownerOf, platform: 'instagram' },
  fields: 'id,created_time,is_unsupported,from,to,message,attachments,reply_to,story',
  more({ story: told, is_unsupported: isUnsupported }, { content, attachments }) {
    const mention = told?.mention && storyAt('mention', told.mention.id, told.mention.link);
    const reply = told?.reply_to && storyAt('reply', told.reply_to.id, told.reply_to.link);
    const story = mention ?? reply;
    const isEmpty = content === '' && attachments.length === 0;
    const words = story && isUnsupported !== true ? storyWords[story.kind] : hiddenWords;
    return {
      ...(story && { story }),
      ...((isEmpty || isUnsupported === true) && { placeholder: words }),
    };
  },
});

/** Direct messages, and what was said below the newest media. */
export const { fetchConversations, fetchMessages, reconcile } = bothHistories(direct, {
  fetchConversations: publicConversations,
  fetchMessages: (account, conversation, _cursor, options) =>
    publicMessages(account, conversation, options),
  reconcile: reconcileInPublic,
});
