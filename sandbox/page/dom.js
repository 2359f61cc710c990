/** Nodes from plain words: what somebody wrote is a text node, never markup. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked' || key === 'disabled') node[key] = value;
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((it) => it !== undefined && it !== false && it !== null));
  return node;
}

/** Rows by id: those that did not change stay as they are, with their focus and what is open in them. */
export function keyed(parent, makeRow) {
  const known = new Map();
  return (items) => {
    const wanted = new Set(items.map(({ id }) => id));
    for (const [id, { node }] of known) {
      if (wanted.has(id)) continue;
      node.remove();
      known.delete(id);
    }
    let before = null;
    for (const item of items) {
      const text = JSON.stringify(item);
      const kept = known.get(item.id);
      if (kept?.text !== text) {
        const node = makeRow(item);
        if (kept) kept.node.replaceWith(node);
        known.set(item.id, { text, node });
      }
      const { node } = known.get(item.id);
      const place = before === null ? parent.firstChild : before.nextSibling;
      if (place !== node) parent.insertBefore(node, place);
      before = node;
    }
  };
}

/** Does the work once at a time; asked meanwhile, once more afterwards. */
export function oneAtATime(work) {
  let isRunning = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isWanted) {
        isWanted = false;
        await work();
      }
    } finally {
      isRunning = false;
    }
  };
}

export const clock = (ms) =>
  new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

const icons = {
  photo: 'M4 7h3l2-2h6l2 2h3v12H4zM12 10a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7',
  file: 'M4 16v4h16v-4M12 4v11m-4-4 4 4 4-4',
  send: 'M5 12h13m-6-6 6 6-6 6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  plus: 'M12 5v14M5 12h14',
  heart: 'M12 20s-7-4.6-7-9.6A4 4 0 0 1 12 8a4 4 0 0 1 7 2.4c0 5-7 9.6-7 9.6',
};

/** Decoration: whoever can't see it has the button's name. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', icons[name]);
  svg.append(path);
  return svg;
}
