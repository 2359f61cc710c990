/** What the desk answered in the past. What customers said are the sandbox's phrases. */
import type { Goal } from '../../../sandbox/crowd/phrases/phrases.ts';
import { cannedReplies, type Language } from '../library/canned-replies.ts';

/** For these the library has words already. */
const shortcuts: Partial<Record<Goal, string>> = {
  parcel: 'late',
  refund: 'refund',
  thanks: 'bye',
};

const others: Record<Exclude<Goal, 'parcel' | 'refund' | 'thanks'>, Record<Language, string>> = {
  outage: {
    en: 'Sorry about that, {{customer.firstName}}. It was ours to mend, and it works again now.',
    de: 'Entschuldige bitte, {{customer.firstName}}. Der Fehler lag bei uns, jetzt geht es wieder.',
    fr: 'Toutes nos excuses, {{customer.firstName}}. C’était de notre côté, et tout remarche.',
    es: 'Perdona, {{customer.firstName}}. Era un fallo nuestro y ya vuelve a funcionar.',
    pt: 'Desculpe, {{customer.firstName}}. A falha era nossa e já está a funcionar.',
  },
  sizing: {
    en: 'Take the larger one, {{customer.firstName}}: it leaves room for a warm sock.',
    de: 'Nimm lieber die größere, {{customer.firstName}}: dann passt auch eine dicke Socke.',
    fr: 'Prenez la taille au-dessus, {{customer.firstName}} : elle laisse place à une chaussette chaude.',
    es: 'Elige la talla mayor, {{customer.firstName}}: así cabe un calcetín grueso.',
    pt: 'Escolha o tamanho maior, {{customer.firstName}}: sobra espaço para uma meia quente.',
  },
  praise: {
    en: 'That made our day, {{customer.firstName}}. Thank you! {{agent.firstName}}',
    de: 'Das freut uns sehr, {{customer.firstName}}. Danke! {{agent.firstName}}',
    fr: 'Votre message nous fait plaisir, {{customer.firstName}}. Merci ! {{agent.firstName}}',
    es: '¡Nos alegras el día, {{customer.firstName}}! Gracias. {{agent.firstName}}',
    pt: 'Ganhámos o dia, {{customer.firstName}}. Obrigado! {{agent.firstName}}',
  },
};

/** A template (domain/templates.ts). */
export function answerTo(goal: Goal, language: Language): string {
  switch (goal) {
    case 'outage':
    case 'sizing':
    case 'praise':
      return others[goal][language];
    default:
      return canned(shortcuts[goal] ?? 'hello', language);
  }
}

export function canned(shortcut: string, language: Language): string {
  const found = cannedReplies.find((it) => it.shortcut === shortcut && it.language === language);
  if (!found) throw new Error(`the library has no /${shortcut} in ${language}`);
  return found.content;
}

export const tagOf: Partial<Record<Goal, string>> = {
  parcel: 'delivery',
  refund: 'refund',
  outage: 'complaint',
  sizing: 'sizing',
  praise: 'praise',
};

/** What comments were about, on every platform that has posts. */
export const posts = [
  'The Fjord rain jacket is back, in moss and in slate.',
  'Which boots for wet granite? Our guides answer below.',
  'Repair, don’t replace: what our workshop mended this month.',
  'Last days of the winter sale.',
];
