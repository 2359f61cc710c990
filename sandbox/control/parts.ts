import type { Phones } from '../chats/phones.ts';
import { settingOf } from '../chats/open.ts';
import type { Faults } from '../faults.ts';
import type { Account, PlatformName } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import type { World } from '../world.ts';
import { Problem } from './problem.ts';

export interface ControlParts {
  world: World;
  platformOf: (name: PlatformName) => Platform;
  phones: Phones;
  faults: Faults;
  /** Where this sandbox is reached. */
  url: () => string;
  reset: () => void;
  /** Where an account's webhooks go when it names no address itself. */
  defaultWebhookUrl: (account: Account) => string;
}

export function accountNamed(world: World, platform: PlatformName, id?: string): Account {
  const account = id === undefined ? world.accountsOf(platform)[0] : world.account(platform, id);
  if (account === undefined) throw new Problem(404, `no ${platform} account ${id ?? ''}`.trim());
  return account;
}

/** The chat of a customer with the named account or, when none is named, the one used last. */
export function chatOfCustomer(
  world: World,
  platform: PlatformName,
  customer: string,
  account?: string,
): Setting {
  const chat = [...world.chats()]
    .filter((it) => it.platform === platform && it.customer === customer)
    .filter((it) => account === undefined || it.account === account)
    .sort((left, right) => right.lastAt - left.lastAt)[0];
  const owner = chat && world.account(platform, chat.account);
  const setting = owner && settingOf(world, owner, customer);
  if (setting === undefined)
    throw new Problem(404, `no chat with the ${platform} customer ${customer}`);
  return setting;
}
