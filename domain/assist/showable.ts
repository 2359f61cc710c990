/** From what a model said to what may be shown: personal data put back, links only to where they may lead, plain text. */
import { stripInvisible } from './invisible.ts';
import { linksIn } from './output/links.ts';
import { guardOutput, type GuardedOutput } from './output-guard.ts';
import { mask, type Redaction } from './redaction.ts';
import { suspicionOf } from './suspicion.ts';

export interface Allowed {
  hosts: readonly string[];
  /** E-mail addresses that may be named besides those at an allowed host. */
  addresses: readonly string[];
}

/** In characters; no reply, translation or summary is longer. */
const longest = 6_000;

export const showable = (
  said: string,
  { restore }: Pick<Redaction, 'restore'>,
  { hosts, addresses }: Allowed,
): GuardedOutput =>
  // Before anything is put back, as restoring looks at each character.
  guardOutput(restore(said.slice(0, longest * 2)).text, {
    ...{ allowedHosts: hosts, allowedAddresses: addresses, maxLength: longest },
  });

/** Addresses that a customer gave: theirs to be named, unless they came with orders for the assistant. */
export const addressesIn = (texts: readonly string[]): string[] =>
  texts
    .filter((text) => !givesOrders(text))
    .map(stripInvisible)
    .flatMap((text) =>
      linksIn(text).flatMap(({ kind, from, to }) =>
        kind === 'email' ? [text.slice(from, to)] : [],
      ),
    );

/** The address itself is none, nor is how people hide it from robots. */
const givesOrders = (text: string): boolean =>
  suspicionOf(mask(text)).reasons.some((it) => it !== 'invisible_characters');
