/** What every automatic answer says of itself, in the customer's language, and how they reach a person. */
const defaults: Readonly<Record<string, string>> = {
  en: 'Automatic answer · reply “agent” for a person',
  de: 'Automatische Antwort · „Mitarbeiter“ schreiben, um mit einem Menschen zu sprechen',
  fr: 'Réponse automatique · répondez « conseiller » pour parler à une personne',
  es: 'Respuesta automática · responda «agente» para hablar con una persona',
  pt: 'Resposta automática · responda “atendente” para falar com uma pessoa',
  it: 'Risposta automatica · rispondi “operatore” per parlare con una persona',
};

export const labelledLanguages = Object.keys(defaults);

/** @param labels the workspace's own, by language */
export function answerLabel(language: string, labels: Readonly<Record<string, string>>): string {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  return labels[primary] ?? defaults[primary] ?? labels['en'] ?? defaults['en'] ?? '';
}

export const withLabel = (words: string, label: string): string => `${words}\n\n${label}`;
