import { get, post } from './api.js';
import { createComposer } from './composer.js';
import { clock, el, icon, keyed, oneAtATime } from './dom.js';

const tickWords = {
  sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'],
  read: ['✓✓', 'read'],
};
const emojis = ['❤', '👍', '😂'];
/** People look a moment before something counts as read. */
const readAfterMs = 1_200;

/** Direct messages between one customer and the account, on the customer's phone. */
export function createChat(platform, { person, writer, isOpen, onTouched }) {
  const { name, chat: can, account } = platform;
  const list = el('ol', {
    class: 'messages',
    tabindex: 0,
    'aria-label': `Messages with ${account.name}`,
  });
  const typing = el('p', { class: 'typing' });
  const empty = el('p', { class: 'empty' }, `Nothing yet. Write to ${account.name}.`);
  const reads = el('input', { type: 'checkbox', checked: true });
  let reading;

  const inbound = async (more) => post(`${name}/inbound`, { customer: await writer(), ...more });
  const composer = createComposer({
    label: `Write to ${account.name} on ${name}`,
    placeholder: 'Message',
    pictures: can.pictures,
    async send({ text, attachments, about }) {
      if (about?.edit) return (await inbound({ edit: about.edit, text })) !== undefined;
      const more = about?.replyTo && { replyTo: about.replyTo };
      return (await inbound({ text, attachments, ...more })) !== undefined;
    },
  });
  composer.words.addEventListener('focus', onTouched);

  const show = keyed(list, (it) => row(it));
  const row = (it) =>
    el(
      'li',
      { class: `message ${it.isMine ? 'mine' : 'theirs'}`, 'data-id': it.id },
      it.story &&
        el(
          'small',
          { class: 'story' },
          it.story === 'reply' ? 'Answered a story' : 'Named in a story',
        ),
      el('div', { class: 'bubble' }, ...content(it)),
      it.reactions.length > 0 && el('span', { class: 'reactions' }, it.reactions.join(' ')),
      el(
        'div',
        { class: 'below' },
        el('time', {}, clock(it.at)),
        it.isEdited && el('span', {}, 'edited'),
        el(
          'span',
          { class: `ticks ${it.ticks}` },
          el('span', { 'aria-hidden': 'true' }, tickWords[it.ticks][0]),
          ` ${it.isMine && it.ticks === 'read' ? 'seen' : tickWords[it.ticks][1]}`,
        ),
        actions(it),
      ),
    );
  const content = (it) => [
    ...it.pictures.map((picture) =>
      picture.src && picture.kind === 'image'
        ? el('img', { src: picture.src, alt: picture.name, loading: 'lazy' })
        : el('span', { class: 'attached' }, picture.name),
    ),
    it.isUnsent ? el('em', {}, 'Unsent') : it.text !== '' && el('span', {}, it.text),
  ];
  const actions = (it) => {
    if (it.isUnsent) return undefined;
    const act = (label, onclick) => el('button', { onclick: () => close(onclick) }, label);
    const box = el('details', { class: 'actions' });
    const close = (onclick) => {
      box.open = false;
      onclick();
    };
    const choices = [
      ...(can.reacts && !it.isMine
        ? emojis.map((emoji) => act(emoji, () => inbound({ reaction: { to: it.id, emoji } })))
        : []),
      ...(can.reacts && !it.isMine && it.reactions.length > 0
        ? [act('Take back', () => inbound({ reaction: { to: it.id } }))]
        : []),
      ...(it.isMine && can.edits
        ? [act('Edit', () => composer.set({ edit: it.id, words: 'Editing' }, it.text))]
        : []),
      ...(it.isMine && can.unsends ? [act('Unsend', () => inbound({ remove: it.id }))] : []),
      act('Answer', () =>
        composer.set({ replyTo: it.id, words: `Answering: ${it.text.slice(0, 40)}` }),
      ),
    ];
    box.append(
      el('summary', { 'aria-label': 'What one can do with this message' }, icon('more')),
      el('div', {}, ...choices),
    );
    return box;
  };

  const load = oneAtATime(async () => {
    const customer = person();
    if (!customer) return;
    const view = await get(`platforms/${name}/chats/${encodeURIComponent(customer.id)}`);
    if (!view || person()?.id !== view.customer) return;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    show(view.messages);
    empty.hidden = view.messages.length > 0;
    if (isAtEnd) list.scrollTop = list.scrollHeight;
    const isNew = view.messages.some((it) => !it.isMine && it.ticks === 'delivered');
    clearTimeout(reading);
    if (isNew && reads.checked && isOpen() && document.visibilityState === 'visible') {
      reading = setTimeout(() => {
        void post(`customers/${name}/${encodeURIComponent(view.customer)}/read`);
      }, readAfterMs);
    }
  });
  reads.addEventListener('change', load);
  document.addEventListener('visibilitychange', load);

  return {
    node: el(
      'div',
      { class: 'chat' },
      el('label', { class: 'reads' }, reads, 'reads at once'),
      list,
      empty,
      typing,
      composer.node,
    ),
    load,
    isEmpty: composer.isEmpty,
    /** The newest is in view. */
    toEnd: () => {
      list.scrollTop = list.scrollHeight;
    },
    showTyping(isTyping) {
      typing.textContent = isTyping ? `${account.name} is typing …` : '';
    },
  };
}
