import { get, listen } from './api.js';
import { createPhone } from './phone.js';
import { createStrip } from './strip.js';

const order = ['facebook', 'instagram', 'x', 'linkedin', 'bluesky', 'telegram'];

const platforms = (await get('platforms'))?.data ?? [];
const phones = order.flatMap((name) => {
  const platform = platforms.find((it) => it.name === name);
  return platform ? [createPhone(platform)] : [];
});
document.querySelector('#phones').append(...phones.map(({ node }) => node));
const strip = createStrip(order);

let wasLost = false;
listen({
  changed({ chats, feeds }) {
    for (const phone of phones) phone.changed(chats, feeds);
  },
  status(status) {
    strip.show(status);
    for (const phone of phones) phone.show(status);
  },
  connected(isConnected) {
    strip.connected(isConnected);
    // What came while nobody listened is asked for.
    if (isConnected && wasLost) for (const phone of phones) phone.refresh();
    wasLost = !isConnected;
  },
});
