/** When a customer is better off with a person, by their words: they ask for one, they ask the same again, or they are upset. */
import { wordsOf } from './fold.ts';
import { find, phrases } from './phrases.ts';
import type { Sentiment } from './sentiment.ts';
import { readText } from './text.ts';

export type WantsPerson = 'asked_for_person' | 'upset' | 'repeated';

/** What they wrote since anybody answered, and before that. */
export interface Said {
  since: readonly { text: string; sentiment?: Sentiment | undefined }[];
  before: readonly string[];
}

export function wantsPerson({ since, before }: Said): WantsPerson | undefined {
  if (since.some(({ text }) => asksForPerson(text))) return 'asked_for_person';
  if (since.some(({ sentiment }) => sentiment === 'negative')) return 'upset';
  const isAgain = since.some(({ text }) => before.some((other) => isSameQuestion(text, other)));
  return isAgain ? 'repeated' : undefined;
}

/** In any of the languages, whichever the rest is in: a false alarm only brings a person. */
export const asksForPerson = (text: string): boolean =>
  find(askingForPerson, readText(text).words).length > 0;

const askingForPerson = phrases<true>(
  [
    `human, humans, human being, real person, actual person, to a person, with a person, agent, live agent, representative, operator,
     talk to someone, talk to somebody, speak to someone, speak to somebody, speak with someone, speak with somebody, not a bot, no bot,
     no bots, no robot, not a robot, stop the bot, not a machine`,
    `mensch, menschen, mitarbeiter, mitarbeiterin, berater, beraterin, echte person, echten person, echter person, richtige person,
     richtigen person, mit jemandem sprechen, mit jemandem reden, mit jemand sprechen, jemanden sprechen, persönlich sprechen, kein bot,
     keinen bot, keinem bot, kein roboter, keinen roboter, keine maschine`,
    `humain, humaine, vraie personne, avec une personne, à une personne, conseiller, conseillère, un agent, opérateur, opératrice,
     parler à quelqu'un, parler avec quelqu'un, pas un robot, pas de robot, pas un bot, pas de bot, un robot`,
    `humano, humana, ser humano, persona real, persona de verdad, con una persona, agente, asesor, asesora, operador, operadora,
     hablar con alguien, no un robot, no un bot, un robot, no quiero un bot`,
    `pessoa real, pessoa de verdade, com uma pessoa, atendente, falar com alguém, um robô, não um bot`,
    `umano, umana, persona vera, persona reale, con una persona, operatore, operatrice, parlare con qualcuno, non un bot`,
  ].map((list) => [list, true] as const),
);

/** Mostly the same words; a greeting is no question. */
function isSameQuestion(one: string, other: string): boolean {
  const [a, b] = [contentOf(one), contentOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared >= 3 && shared / new Set([...a, ...b]).size >= 0.7;
}

const contentOf = (text: string): Set<string> =>
  new Set(wordsOf(text).filter((word) => word.length > 2));
