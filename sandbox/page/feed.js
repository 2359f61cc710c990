import { get, post } from './api.js';
import { createComposer } from './composer.js';
import { clock, el, icon, keyed, oneAtATime } from './dom.js';
import { createNewPost } from './new-post.js';

const sourceWords = { mention: 'mentions the brand', review: 'reviewed' };

/** What stands in public about the account; the customer of this phone comments, mentions, reviews and likes. */
export function createFeed(platform, { writer, onTouched }) {
  const { name, feed: can, account } = platform;
  const inbound = async (more) => post(`${name}/inbound`, { customer: await writer(), ...more });
  const list = el('ol', {
    class: 'posts',
    tabindex: 0,
    'aria-label': `Posts about ${account.name}`,
  });
  const empty = el('p', { class: 'empty' }, 'Nothing is said in public yet.');
  const composer = createComposer({
    label: `Comment on ${name}`,
    placeholder: 'Comment on the newest post',
    pictures: name === 'facebook',
    async send({ text, attachments, about }) {
      if (about?.edit) return (await about.own({ edit: about.edit, text })) !== undefined;
      const where = {
        ...(about?.post && { post: about.post }),
        ...(about?.replyTo && { replyTo: about.replyTo }),
      };
      return (await inbound({ kind: 'comment', text, attachments, ...where })) !== undefined;
    },
  });
  composer.words.addEventListener('focus', onTouched);
  const newPost = createNewPost(platform, { inbound, onTouched });

  const show = keyed(list, (it) => postRow(it));
  const postRow = (it) =>
    el(
      'li',
      { class: `post ${it.isAccount ? 'ours' : 'others'}` },
      head(it, it.review ? sourceWords.review : it.isAccount ? undefined : sourceWords.mention),
      it.review &&
        el(
          'p',
          { class: 'stars' },
          el(
            'span',
            { 'aria-hidden': 'true' },
            '★'.repeat(it.review.stars) + '☆'.repeat(5 - it.review.stars),
          ),
          el('span', { class: 'unseen' }, `${it.review.stars} of 5 stars`),
        ),
      el('p', { class: 'words' }, it.isDeleted ? el('em', {}, 'Deleted') : it.text),
      ...pictures(it),
      el(
        'div',
        { class: 'acts' },
        act('Comment', () => composer.set({ post: it.id, words: `On: ${it.text.slice(0, 40)}` })),
        can.likes && it.isAccount && like(it),
        ...ownActs(it),
      ),
      comments(it),
    );
  const comments = (it) => {
    const rows = el('ol', { class: 'comments' });
    rows.append(...it.comments.map((one) => commentRow(one, one.parentId !== undefined)));
    return rows;
  };
  const commentRow = (it, isBelow) =>
    el(
      'li',
      {
        class: `comment${isBelow ? ' below-one' : ''}${it.isAccount ? ' ours' : ''}${it.isHidden ? ' is-hidden' : ''}`,
        'data-id': it.id,
      },
      head(it),
      el('p', { class: 'words' }, it.isDeleted ? el('em', {}, 'Deleted') : it.text),
      ...pictures(it),
      el(
        'div',
        { class: 'acts' },
        it.isHidden && el('span', { class: 'badge' }, 'hidden by the brand'),
        it.isLikedByAccount && el('span', { class: 'badge' }, 'liked by the brand'),
        !it.isDeleted &&
          act('Answer', () => composer.set({ replyTo: it.id, words: `Answering ${it.author}` })),
        !it.isDeleted && can.likes && it.isAccount && like(it),
        ...ownActs(it),
      ),
    );
  const head = (it, what) =>
    el(
      'div',
      { class: 'head' },
      el('b', {}, it.author),
      what && el('span', {}, what),
      it.isEdited && el('span', {}, 'edited'),
      el('time', {}, clock(it.at)),
    );
  const pictures = (it) =>
    (it.pictures ?? []).flatMap((picture) =>
      picture.src && picture.kind === 'image'
        ? [el('img', { src: picture.src, alt: picture.name, loading: 'lazy' })]
        : [],
    );
  const act = (label, onclick) => el('button', { class: 'plain', onclick }, label);
  const like = (it) =>
    el(
      'button',
      {
        class: 'plain',
        'aria-label': `Like what ${it.author} says`,
        onclick: () => inbound({ kind: 'comment', reaction: { to: it.id, emoji: '👍' } }),
      },
      icon('heart'),
      'Like',
    );
  /** What its author can do with it, whoever of them one is at the moment. */
  const ownActs = (it) => {
    if (it.isAccount || it.isDeleted) return [];
    const by = { customer: { id: it.authorId } };
    const own = (more) => post(`${name}/inbound`, { ...by, kind: 'comment', ...more });
    return [
      ...(can.edits
        ? [
            act('Edit', () =>
              composer.set({ edit: it.id, own, words: `Editing, as ${it.author}` }, it.text),
            ),
          ]
        : []),
      act('Delete', () => own({ remove: it.id })),
    ];
  };

  const load = oneAtATime(async () => {
    const view = await get(`platforms/${name}/feed`);
    if (!view) return;
    show(view.posts);
    empty.hidden = view.posts.length > 0;
  });
  return {
    node: el('div', { class: 'feed' }, newPost, list, empty, composer.node),
    load,
    isEmpty: composer.isEmpty,
  };
}
