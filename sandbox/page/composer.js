import { el, icon } from './dom.js';
import { fromFile, snapshot } from './photo.js';

/**
 * Where one types: words, a picture beside them where the platform takes one, and what they are about (an answer, an edit).
 * @param options.send gets {text, attachments, about}; what it resolves to true for is gone from here.
 */
export function createComposer({ label, placeholder, pictures, send }) {
  let picture;
  let about;
  const words = el('textarea', { rows: 1, 'aria-label': label, placeholder });
  const preview = el('div', { class: 'preview' });
  const context = el('div', { class: 'about' });
  const show = () => {
    preview.replaceChildren(
      ...(picture
        ? [
            el('img', { src: picture.url, alt: 'The picture that goes along' }),
            el(
              'button',
              { type: 'button', class: 'plain', onclick: () => take(undefined) },
              'Remove',
            ),
          ]
        : []),
    );
    context.replaceChildren(
      ...(about
        ? [
            el('span', {}, about.words),
            el(
              'button',
              { type: 'button', class: 'plain', onclick: () => set(undefined) },
              'Cancel',
            ),
          ]
        : []),
    );
  };
  const take = (next) => {
    if (picture) URL.revokeObjectURL(picture.url);
    picture = next;
    show();
  };
  const set = (next, text = words.value) => {
    about = next;
    words.value = text;
    show();
    grow();
    if (next) words.focus();
  };
  const grow = () => {
    words.rows = Math.min(4, words.value.split('\n').length + Math.floor(words.value.length / 42));
  };
  const submit = async () => {
    const text = words.value.trim();
    if (text === '' && !picture) return;
    const isDone = await send({ text, attachments: picture ? [picture.attachment] : [], about });
    if (!isDone) return;
    take(undefined);
    set(undefined, '');
  };
  words.addEventListener('input', grow);
  words.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && about) set(undefined, '');
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit();
  });
  const file = el('input', {
    type: 'file',
    accept: 'image/*',
    class: 'hidden-file',
    'aria-label': 'Picture from this computer',
    onchange: async () => {
      const [chosen] = file.files;
      file.value = '';
      if (chosen) take(await fromFile(chosen));
    },
  });
  const button = (name, picture, onclick, more = {}) =>
    el(
      'button',
      { type: 'button', class: 'round', 'aria-label': name, title: name, onclick, ...more },
      icon(picture),
    );
  const node = el(
    'form',
    {
      class: 'composer',
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    context,
    preview,
    el(
      'div',
      { class: 'line' },
      pictures && button('Take a snapshot', 'photo', async () => take(await snapshot())),
      pictures &&
        el('label', { class: 'round', title: 'Picture from this computer' }, icon('file'), file),
      words,
      button('Send', 'send', undefined, { type: 'submit', class: 'round go' }),
    ),
  );
  return { node, set, words, isEmpty: () => words.value === '' && !picture && !about };
}
