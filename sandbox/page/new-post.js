import { post } from './api.js';
import { el, icon } from './dom.js';

const words = { mention: 'Mention', review: 'Review', brand: 'Post as the brand' };

/** A post of its own: one that names the brand, a review with its stars, or one of the brand's that can be commented on. */
export function createNewPost({ name, sources, account }, { inbound, onTouched }) {
  const kinds = [...sources.filter((it) => it === 'mention' || it === 'review'), 'brand'];
  let kind = kinds[0];
  let stars = 5;
  const text = el('textarea', { rows: 2, 'aria-label': `New post on ${name}`, onfocus: onTouched });
  const starButtons = [1, 2, 3, 4, 5].map((count) =>
    el(
      'button',
      { type: 'button', 'aria-label': `${count} of 5 stars`, onclick: () => choose(kind, count) },
      '★',
    ),
  );
  const rating = el(
    'div',
    { class: 'rating', role: 'group', 'aria-label': 'Stars' },
    ...starButtons,
  );
  const tabs = kinds.map((it) =>
    el(
      'button',
      { type: 'button', 'aria-pressed': 'false', onclick: () => choose(it, stars) },
      words[it],
    ),
  );
  const choose = (nextKind, nextStars) => {
    [kind, stars] = [nextKind, nextStars];
    for (const [index, tab] of tabs.entries())
      tab.setAttribute('aria-pressed', String(kinds[index] === kind));
    for (const [index, star] of starButtons.entries())
      star.setAttribute('aria-pressed', String(index < stars));
    rating.hidden = kind !== 'review';
    text.placeholder = {
      mention: `Say something about ${account.name}`,
      review: 'How was it?',
      brand: `News from ${account.name}`,
    }[kind];
  };
  const publish = async () => {
    if (text.value.trim() === '') return;
    const said = { text: text.value.trim() };
    const done = await {
      mention: () => inbound({ kind, ...said }),
      review: () => inbound({ kind, ...said, stars }),
      brand: () => post(`${name}/posts`, said),
    }[kind]();
    if (!done) return;
    text.value = '';
    box.open = false;
  };
  const box = el(
    'details',
    { class: 'new-post' },
    el('summary', {}, icon('plus'), 'New post'),
    el(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          void publish();
        },
      },
      el('div', { class: 'kinds', role: 'group', 'aria-label': 'What kind of post' }, ...tabs),
      rating,
      text,
      el('button', { class: 'publish' }, 'Publish'),
    ),
  );
  choose(kind, stars);
  return box;
}
