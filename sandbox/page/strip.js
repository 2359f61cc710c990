import { call, post, say } from './api.js';
import { el } from './dom.js';
import { createFaults } from './faults.js';

const counterNames = {
  accepted: ['Accepted', 'messages that the desk answered with 2xx'],
  applied: ['Applied', 'of these, how many stand in a conversation'],
  lost: ['Lost', 'acknowledged, and nowhere in the desk'],
  doubled: ['Doubled', 'sends beyond the one that a reply may be'],
};
const processNames = {
  conversations: 'conversations',
  delivery: 'delivery',
  assist: 'assist',
  dispatch: 'dispatch',
  api: 'api',
  postgres: 'PostgreSQL',
  temporal: 'Temporal',
};
const paces = [3, 6, 20, 60, 200];

/** Above the phones: the counters, the crowd, what goes wrong everywhere, and the desk's processes. */
export function createStrip(platforms) {
  const counters = createCounters();
  const crowd = createCrowd();
  const faults = createFaults(platforms);
  const processes = createProcesses();
  document
    .querySelector('#strip')
    .append(crowd.node, group('All platforms', faults.node), processes.node);
  return {
    show(status) {
      counters.show(status.counters);
      crowd.show(status.crowd);
      faults.show(status.faults);
      processes.show(status.processes);
    },
    connected: counters.connected,
  };
}

const group = (name, ...children) =>
  el('div', { class: 'group', role: 'group', 'aria-label': name }, el('h2', {}, name), ...children);

function createCounters() {
  const place = document.querySelector('#counters');
  const cells = Object.entries(counterNames).map(([key, [name, meaning]]) => {
    const number = el('b', { 'data-counter': key }, '–');
    return {
      key,
      number,
      node: el('div', { class: `counter ${key}`, title: meaning }, number, el('span', {}, name)),
    };
  });
  const note = el('p', { class: 'note' });
  place.append(...cells.map(({ node }) => node), note);
  const waiting = { accepted: 0, applied: 0 };
  const says = (isConnected, shown) => {
    if (!isConnected) return 'The sandbox does not answer';
    if (!shown) return 'No token of the desk: start it by npm start';
    if (!shown.isFresh) return 'The desk does not answer; these are the last';
    const left = shown.accepted - shown.applied - shown.lost;
    return left > 0 ? `${left} on the way` : 'The desk agrees';
  };
  let last;
  return {
    show(shown) {
      last = shown;
      place.classList.toggle('stale', shown?.isFresh !== true);
      for (const { key, number, node } of cells) {
        number.textContent = shown ? String(shown[key]) : '–';
        const isBad = (key === 'lost' || key === 'doubled') && shown?.[key] > 0;
        node.classList.toggle('bad', isBad);
      }
      Object.assign(waiting, shown);
      note.textContent = says(true, shown);
    },
    connected(isConnected) {
      note.textContent = says(isConnected, last);
    },
  };
}

function createCrowd() {
  const toggle = el(
    'button',
    {
      class: 'switch',
      role: 'switch',
      'aria-checked': 'false',
      onclick: () =>
        call('PATCH', 'crowd', { isOn: toggle.getAttribute('aria-checked') !== 'true' }),
    },
    'Customers write by themselves',
  );
  const pace = el(
    'select',
    {
      'aria-label': 'Pace of the crowd',
      onchange: () => call('PATCH', 'crowd', { rate: Number(pace.value) }),
    },
    ...paces.map((it) => el('option', { value: it }, `${it} a minute`)),
  );
  return {
    node: group('Crowd', el('div', { class: 'row' }, toggle, pace)),
    show({ isOn, rate }) {
      toggle.setAttribute('aria-checked', String(isOn));
      if (document.activeElement === pace) return;
      if (!paces.includes(rate) && ![...pace.options].some((it) => Number(it.value) === rate)) {
        pace.append(el('option', { value: rate }, `${rate} a minute`));
      }
      pace.value = String(rate);
    },
  };
}

function createProcesses() {
  const row = el('div', { class: 'row' });
  const buttons = new Map();
  const node = group('Kill with SIGKILL', row);
  node.hidden = true;
  const kill = async (name) => {
    const done = await post(`processes/${name}/kill`);
    if (done) say(`${processNames[name]} is killed; its supervisor starts it again`);
  };
  return {
    node,
    show(processes) {
      node.hidden = processes === undefined;
      for (const name of Object.keys(processNames)) {
        const process = processes?.find((it) => it.name === name);
        if (!process) continue;
        if (!buttons.has(name)) {
          const button = el(
            'button',
            { class: 'process', onclick: () => kill(name) },
            el('span', { class: 'dot', 'aria-hidden': 'true' }),
            el('span', { class: 'label' }, processNames[name]),
            el('small'),
          );
          buttons.set(name, button);
          row.append(button);
        }
        const button = buttons.get(name);
        const { isRunning, deaths } = process;
        button.classList.toggle('down', !isRunning);
        button.querySelector('small').textContent = !isRunning
          ? 'down'
          : deaths > 0
            ? `×${deaths}`
            : '';
        button.setAttribute(
          'aria-label',
          `Kill ${processNames[name]}: ${isRunning ? 'it runs' : 'it is down'}, died ${deaths} times`,
        );
      }
    },
  };
}
