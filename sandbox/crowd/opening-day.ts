import { receiveInbound } from '../control/inbound.ts';
import type { ControlParts } from '../control/parts.ts';
import { publish } from '../feed/scene.ts';
import { invent } from '../live/people.ts';
import { platformNames } from '../model.ts';
import type { World } from '../world.ts';
import { firstMessages, type FirstMessage } from './first-messages.ts';
import { photoOfParcel } from './photo.ts';

export interface OpeningDay {
  /** How many write. */
  people: number;
  /** Between two of them. */
  everyMs: number;
}

/** How many have written so far; absent: this world is older, or nobody was to write. */
const counter = 'opening-day';

/** Only a world that begins has one; said before it is born. */
export const announce = (world: World): void => {
  world.commit([['counters', counter, 0]]);
};

/** As soon as the desk is there people write to it, one after the other; after a restart those who have not yet. */
export function startOpeningDay(
  parts: ControlParts,
  options: OpeningDay & { seed: string; isDeskUp: () => Promise<boolean> },
): { close(): void } {
  const { world } = parts;
  const said = () => world.tables.counters.get(counter);
  const messages = firstMessages(options.seed, options.people);
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const after = (ms: number, work: () => void) => {
    if (!isClosed) timer = setTimeout(work, ms);
  };
  const next = () => {
    const number = said() ?? messages.length;
    const message = messages[number];
    if (message === undefined) return;
    if (number === 0) publishNews(parts);
    world.commit([['counters', counter, number + 1]]);
    say(parts, message, number);
    after(options.everyMs, next);
  };
  const wait = () => {
    void options.isDeskUp().then((isUp) => {
      after(isUp ? 0 : 500, isUp ? next : wait);
    });
  };
  if ((said() ?? messages.length) < messages.length) wait();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

function publishNews({ world, platformOf }: ControlParts): void {
  for (const name of platformNames) {
    const { feed } = platformOf(name);
    const account = world.accountsOf(name)[0];
    if (feed === undefined || account === undefined) continue;
    publish(world, feed, account, 'The Fjord rain jacket is back, in moss and in slate.');
  }
}

function say(parts: ControlParts, message: FirstMessage, number: number): void {
  const { platform, kind, text, name, language, withPhoto, recommends } = message;
  const { id, handle } = invent(parts.world, platform, name);
  const photo = {
    ...{ kind: 'image' as const, name: 'photo.png', mimeType: 'image/png' },
    base64: photoOfParcel((number * 13) % 50).toString('base64'),
  };
  const mayShow = withPhoto && parts.platformOf(platform).files.max > 0;
  receiveInbound(parts, platform, {
    customer: { id, name, language, ...(handle !== undefined && { handle }) },
    ...{ kind, text, attachments: mayShow ? [photo] : [] },
    ...(recommends !== undefined && { recommends }),
  });
}
