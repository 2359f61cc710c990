import { get, listen } from './api.js';
import { createCrm } from './crm.js';
import { createPhone } from './phone.js';
import { createStrip } from './strip.js';

const order = ['facebook', 'instagram', 'x', 'linkedin', 'bluesky', 'telegram'];

const platforms = (await get('platforms'))?.data ?? [];
const phones = order.flatMap((name) => {
  const platform = platforms.find((it) => it.name === name);
  return platform ? [createPhone(platform)] : [];
});
document.querySelector('#phones').append(...phones.map(({ node }) => node));
const crms = new Map(['hubspot', 'salesforce'].map((name) => [name, createCrm(name)]));
document.querySelector('#crms').append(...[...crms.values()].map(({ node }) => node));
const strip = createStrip(order);

let wasLost = false;
listen({
  changed({ chats, feeds, crms: written }) {
    for (const phone of phones) phone.changed(chats, feeds);
    for (const name of written) void crms.get(name)?.load();
  },
  status(status) {
    strip.show(status);
    for (const phone of phones) phone.show(status);
    for (const crm of crms.values()) crm.show(status);
  },
  connected(isConnected) {
    strip.connected(isConnected);
    // What came while nobody listened is asked for.
    if (isConnected && wasLost) {
      for (const phone of phones) phone.refresh();
      for (const crm of crms.values()) void crm.load();
    }
    wasLost = !isConnected;
  },
});
