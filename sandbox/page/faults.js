import { call, post, say } from './api.js';
import { el } from './dom.js';

/** What a button asks for. The first three hit what is sent; an outage and a dead token hit every call. */
const orders = {
  rate_limit: {
    label: '429 × 3',
    title: 'The next three sends are answered with 429',
    order: { kind: 'rate_limit', endpoint: 'send', count: 3, retryAfterSeconds: 5 },
  },
  accept_then_drop: {
    label: 'Accept, then drop',
    title: 'The next reply goes out, and the answer to the desk is lost',
    order: { kind: 'accept_then_drop', endpoint: 'send', count: 1 },
  },
  slow: {
    label: 'Slow',
    title: 'Each send takes four seconds',
    order: { kind: 'slow', endpoint: 'send', delaySeconds: 4 },
  },
  server_error: {
    label: 'Outage',
    title: 'Every call is answered with 503',
    order: { kind: 'server_error', status: 503 },
  },
  token_dead: {
    label: 'Token dead',
    title: 'Every call is answered as if the token had been taken back',
    order: { kind: 'token_dead' },
  },
};

/** Buttons for what goes wrong on these platforms: pressed while it does. Nothing is sent through a CRM: there every call is hit. */
export function createFaults(platforms, { hitsEveryCall = false } = {}) {
  let faults = [];
  /** One that names no platform is everywhere. */
  const hits = ({ platform }) => platform === undefined || platforms.includes(platform);
  const mine = (kind) => faults.filter((it) => it.kind === kind && hits(it));
  const lift = (some) => Promise.all(some.map(({ id }) => call('DELETE', `faults/${id}`)));

  const buttons = Object.entries(orders).map(
    ([kind, { label, title: ofSends, order: toSends }]) => {
      const order = { ...toSends };
      if (hitsEveryCall) delete order.endpoint;
      const title = hitsEveryCall ? undefined : ofSends;
      const count = el('small');
      const press = async () => {
        const now = mine(kind);
        if (now.length > 0) await lift(now);
        else await Promise.all(platforms.map((platform) => post('faults', { platform, ...order })));
      };
      const button = el(
        'button',
        { class: 'fault', title, 'aria-pressed': 'false', onclick: press },
        label,
        count,
      );
      return { kind, count, button };
    },
  );
  const normal = el(
    'button',
    {
      class: 'fault normal',
      onclick: async () => {
        await lift(faults.filter(hits));
        say('Back to normal');
      },
    },
    'Back to normal',
  );
  return {
    node: el('div', { class: 'row' }, ...buttons.map(({ button }) => button), normal),
    show(all) {
      faults = all;
      for (const { kind, count, button } of buttons) {
        const now = mine(kind);
        const left = now.reduce((sum, it) => sum + ((it.count ?? 0) - it.hits), 0);
        button.setAttribute('aria-pressed', String(now.length > 0));
        count.textContent = now.some((it) => it.count !== undefined) ? `${left} left` : '';
      }
    },
  };
}
