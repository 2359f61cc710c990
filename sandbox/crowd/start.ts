import { react, read, write } from '../chats/customer.ts';
import { settingOf } from '../chats/open.ts';
import { receivedFile } from '../control/attachments.ts';
import type { Account, Message } from '../model.ts';
import type { Platform } from '../platform.ts';
import { createRandom } from '../random.ts';
import type { World } from '../world.ts';
import { createCrowd } from './crowd.ts';
import { actInPublic, askerOf, isInPublic } from './in-public.ts';
import type { Deed } from './person.ts';
import { customerIn, personas } from './personas.ts';
import type { Persona } from './personas.ts';

export interface CrowdParts {
  world: World;
  platformOf: (name: Account['platform']) => Platform;
  url: () => string;
  seed: string;
  pace: Pace;
}

/** Whether they write by themselves, and how much: things said a minute, by all of them together. */
export interface Pace {
  isOn: boolean;
  rate: number;
}

export interface RunningCrowd {
  pace(): Pace;
  setPace(pace: Pace): void;
  close(): void;
}

/** Lets the simulated customers loose on the demo accounts. */
export function startCrowd(parts: CrowdParts): RunningCrowd {
  const { world, platformOf, seed } = parts;
  let { pace } = parts;
  const gather = () => createCrowd({ personas, seed, rate: pace.rate, startAt: world.now() });
  let crowd = gather();
  const random = createRandom(`${seed}/reading`);
  const timers = new Set<NodeJS.Timeout>();
  const demoAccount = ({ platform }: Persona) => world.accountsOf(platform)[0];

  world.onOutbound((message: Message) => {
    if (!pace.isOn) return;
    const persona = personas.find(
      (it) => it.platform === message.platform && it.id === message.customer,
    );
    if (persona === undefined || demoAccount(persona)?.externalId !== message.account) return;
    crowd.hear(persona, message.text, world.now());
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        const account = demoAccount(persona);
        const setting = account && settingOf(world, account, persona.id);
        if (setting !== undefined) read(setting, platformOf(persona.platform));
      },
      random.between(800, 4000),
    );
    timers.add(timer);
  });

  world.onAnswered((answer) => {
    const asker = askerOf(world, answer);
    const persona = personas.find((it) => it.platform === answer.platform && it.id === asker);
    if (persona === undefined || demoAccount(persona)?.externalId !== answer.account) return;
    if (isInPublic(platformOf(persona.platform), persona)) {
      crowd.hear(persona, answer.text, world.now());
    }
  });

  const perform = (persona: Persona, deed: Deed) => {
    const account = demoAccount(persona);
    if (account === undefined) return;
    const platform = platformOf(persona.platform);
    const setting = settingOf(world, account, persona.id);
    if (setting?.chat.isBlocked === true) return;
    if (isInPublic(platform, persona)) {
      actInPublic(parts, { platform, account, persona }, deed);
      return;
    }
    if (deed.kind === 'thumbs_up') {
      const last =
        setting && world.messagesIn(setting.chat).findLast((it) => it.direction === 'outbound');
      if (setting !== undefined && last !== undefined) react(setting, platform, last, '👍');
      return;
    }
    const attachments =
      deed.withPhoto && platform.files.max > 0
        ? [receivedFile(parts, platform, account, { kind: 'image' })]
        : [];
    write(world, platform, account, customerIn(persona), { text: deed.text, attachments });
  };

  let clock: NodeJS.Timeout | undefined;
  const run = () => {
    clearInterval(clock);
    if (!pace.isOn) return;
    clock = setInterval(
      () => {
        const said = crowd.tick(world.now());
        if (said !== undefined) perform(said.persona, said.deed);
      },
      Math.min(1000, 15_000 / pace.rate),
    );
  };
  run();

  return {
    pace: () => pace,
    setPace(next) {
      pace = next;
      // At another pace everybody begins anew, or they would still rest as long as they meant to before.
      crowd = gather();
      run();
    },
    close() {
      clearInterval(clock);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
