import { get, post } from './api.js';
import { createChat } from './chat.js';
import { createFaults } from './faults.js';
import { createFeed } from './feed.js';
import { el, icon, oneAtATime } from './dom.js';

const titles = {
  facebook: 'Facebook',
  instagram: 'Instagram',
  x: 'X',
  linkedin: 'LinkedIn',
  bluesky: 'Bluesky',
  telegram: 'Telegram',
};

/** One platform: somebody's phone with its chat and its feed, and beside it what goes wrong there. */
export function createPhone(platform) {
  const { name, sources, feed: hasFeed } = platform;
  let people = [];
  /** Whose phone it is; undefined: of whoever wrote last. */
  let chosen;
  let tab = sources.includes('dm') ? 'chat' : 'feed';
  const latest = () => {
    const [first] = people.toSorted((a, b) => (b.wroteAt ?? 0) - (a.wroteAt ?? 0));
    return tab === 'chat' && first?.wroteAt ? first : people[0];
  };
  const current = () => people.find((it) => it.id === chosen) ?? latest();
  const person = () => {
    const it = current();
    return (
      it && { id: it.id, name: it.name, ...(it.handle !== undefined && { handle: it.handle }) }
    );
  };
  /** The same, for one who types before it is known who is there. */
  const writer = async () => {
    await known;
    return person();
  };
  /** Who is being typed as stays, whoever else writes. */
  const onTouched = () => choose(current()?.id);

  const chat = sources.includes('dm')
    ? createChat(platform, { person, writer, isOpen: () => tab === 'chat', onTouched })
    : undefined;
  const feed = hasFeed ? createFeed(platform, { writer, onTouched }) : undefined;

  const who = el('select', {
    'aria-label': `Who one is on ${titles[name]}`,
    onchange: () => choose(who.value || undefined),
  });
  const handle = el('span', { class: 'handle' });
  const someoneNew = el(
    'button',
    {
      class: 'round',
      'aria-label': `Somebody new on ${titles[name]}`,
      title: 'Somebody new',
      onclick: () => invent(),
    },
    icon('plus'),
  );
  const naming = createNaming(name, async (given) => {
    const made = await post(`platforms/${name}/people`, { name: given });
    if (!made) return;
    await loadPeople();
    choose(made.id);
  });
  const invent = () => naming.open();

  function choose(id) {
    const before = current()?.id;
    chosen = id;
    showPeople();
    if (current()?.id !== before) void chat?.load().then(chat.toEnd);
  }
  const showPeople = () => {
    const options = [
      el(
        'option',
        { value: '' },
        latest()?.lastAt ? `Latest: ${latest().name}` : 'Whoever writes first',
      ),
      ...people.map((it) => el('option', { value: it.id }, it.name)),
    ];
    who.replaceChildren(...options);
    who.value = chosen ?? '';
    handle.textContent = current()?.handle ? `@${current().handle}` : (current()?.name ?? '');
  };
  const loadPeople = oneAtATime(async () => {
    const before = current()?.id;
    const answer = await get(`platforms/${name}/people`);
    if (!answer) return;
    people = answer.data;
    if (document.activeElement !== who) showPeople();
    if (current()?.id !== before) await chat?.load().then(chat.toEnd);
  });

  const screen = el('div', { class: 'screen' }, chat?.node, feed?.node);
  const tabButton = (key, label) =>
    el('button', { role: 'tab', 'aria-selected': 'false', onclick: () => open(key) }, label);
  const tabs = {
    ...(chat && { chat: tabButton('chat', 'Messages') }),
    ...(feed && { feed: tabButton('feed', 'Public') }),
  };
  function open(key) {
    tab = key;
    for (const [each, button] of Object.entries(tabs)) {
      button.setAttribute('aria-selected', String(each === key));
      button.classList.toggle('news', each === key ? false : button.classList.contains('news'));
    }
    if (chat) chat.node.hidden = key !== 'chat';
    if (feed) feed.node.hidden = key !== 'feed';
    showPeople();
    const shown = key === 'chat' ? chat : feed;
    void shown.load().then(() => chat?.toEnd());
  }
  const news = (key) => {
    if (tab !== key) tabs[key]?.classList.add('news');
  };

  const faults = createFaults([name]);
  const node = el(
    'section',
    { class: `platform ${name}`, 'aria-label': titles[name] },
    el(
      'div',
      { class: 'phone' },
      el(
        'header',
        {},
        el('h2', {}, titles[name]),
        handle,
        el('div', { class: 'who' }, who, someoneNew),
        naming.node,
      ),
      screen,
      Object.keys(tabs).length > 1 &&
        el(
          'div',
          { class: 'tabs', role: 'tablist', 'aria-label': `${titles[name]}: what is shown` },
          ...Object.values(tabs),
        ),
    ),
    el(
      'div',
      { class: 'wrong', role: 'group', 'aria-label': `What goes wrong on ${titles[name]}` },
      faults.node,
    ),
  );
  open(tab);
  const known = loadPeople();

  return {
    node,
    changed(chats, feeds) {
      const mine = chats
        .filter((it) => it.startsWith(`${name}/`))
        .map((it) => it.slice(name.length + 1));
      const isPublic = feeds.includes(name);
      if (mine.length > 0 || isPublic) void loadPeople();
      if (mine.includes(current()?.id)) void chat?.load();
      if (mine.length > 0) news('chat');
      if (isPublic) {
        news('feed');
        void feed?.load();
      }
    },
    show(status) {
      faults.show(status.faults);
      chat?.showTyping(status.typing.includes(`${name}/${current()?.id}`));
      node.classList.toggle(
        'broken',
        status.faults.some((it) => it.platform === undefined || it.platform === name),
      );
    },
    refresh() {
      void loadPeople();
      void chat?.load();
      void feed?.load();
    },
  };
}

/** Asks for a name, in its place. */
function createNaming(platform, done) {
  const input = el('input', {
    'aria-label': `Name of somebody new on ${platform}`,
    placeholder: 'Their name',
    maxlength: 100,
  });
  const close = () => {
    node.hidden = true;
    input.value = '';
  };
  const node = el(
    'form',
    {
      class: 'naming',
      onsubmit: async (event) => {
        event.preventDefault();
        const name = input.value.trim();
        close();
        if (name !== '') await done(name);
      },
    },
    input,
    el('button', { class: 'publish' }, 'Be them'),
  );
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  node.hidden = true;
  return {
    node,
    open() {
      node.hidden = !node.hidden;
      if (!node.hidden) input.focus();
    },
  };
}
