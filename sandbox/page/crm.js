/** Both CRMs: who is in there, what was logged for them, and what goes wrong. */
import { call, get } from './api.js';
import { el } from './dom.js';
import { createFaults } from './faults.js';

const titles = { hubspot: 'HubSpot', salesforce: 'Salesforce' };
const tiers = ['', 'bronze', 'silver', 'gold'];
const mostShown = 30;

export function createCrm(name) {
  const list = el('ul', { class: 'contacts' });
  const count = el('span', { class: 'count' });
  const faults = createFaults([name], { hitsEveryCall: true });

  const tierOf = (contact) => {
    const select = el('select', {
      'aria-label': `Tier of ${contact.name}`,
      onchange: () => call('PATCH', `${name}/contacts/${contact.id}`, { tier: select.value }),
    });
    const offered = [...new Set([...tiers, contact.tier ?? ''])];
    select.append(...offered.map((it) => el('option', { value: it }, it === '' ? 'no tier' : it)));
    select.value = contact.tier ?? '';
    return select;
  };
  const line = (contact) => {
    const { engagements, cases, deals } = contact;
    const counts = [
      [engagements.length, 'logged'],
      [cases.length, cases.length === 1 ? 'case' : 'cases'],
      [deals.length, deals.length === 1 ? 'deal' : 'deals'],
    ];
    const said = counts
      .filter(([number]) => number > 0)
      .map(([number, what]) => `${number} ${what}`);
    return el(
      'li',
      {},
      el('b', {}, contact.name),
      el(
        'span',
        {},
        [contact.email, contact.ownerEmail && `owner ${contact.ownerEmail}`]
          .filter(Boolean)
          .join(' · '),
      ),
      el('span', { class: 'counts' }, said.join(', ')),
      tierOf(contact),
    );
  };
  let last = '';
  const load = async () => {
    // Whoever chooses a tier just now is not disturbed.
    if (list.contains(document.activeElement)) return;
    const answer = await get(`${name}/contacts?limit=${mostShown}`);
    const text = JSON.stringify(answer);
    if (!answer || text === last) return;
    last = text;
    count.textContent = answer.total === 1 ? '1 contact' : `${answer.total} contacts`;
    list.replaceChildren(...answer.data.map(line));
  };
  void load();

  return {
    node: el(
      'section',
      { class: 'crm', 'aria-label': titles[name] },
      el('header', {}, el('h2', {}, titles[name]), count),
      list,
      el(
        'div',
        { class: 'wrong', role: 'group', 'aria-label': `What goes wrong at ${titles[name]}` },
        faults.node,
      ),
    ),
    load,
    show: (status) => faults.show(status.faults),
  };
}
