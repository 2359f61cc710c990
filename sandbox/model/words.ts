/** What the simulated model knows of six languages: enough to be useful, and the same every time. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'it'] as const;
export type Language = (typeof languages)[number];

export const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

export const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

const common: Record<Language, string> = {
  en: 'the is my i you and to a it not have where when please of in for this was your with are do can',
  de: 'der die das ist ich nicht und mein meine wo wann bitte ein eine zu mit habe es sie auf wie kann den im',
  fr: 'le la les est je vous et mon ma ou quand pas un une de des du avec il ai que pour mes sur bonjour',
  es: 'el la los es yo y mi donde cuando no un una de con he lo que para por hola se me esta esto gracias',
  pt: 'o a os e eu minha meu onde quando nao um uma de com que para por ola se me esta ao na no obrigado',
  it: 'il la lo e io mio mia dove quando non un una di con ho che per ciao mi si del della sono grazie le',
};

/** By the small words; English when there are none. */
export function languageOf(text: string): Language {
  const said = wordsOf(text);
  const score = (it: Language) => {
    const known = new Set(common[it].split(' '));
    return said.filter((word) => known.has(word)).length;
  };
  return languages.toSorted((one, other) => score(other) - score(one))[0] ?? 'en';
}

export const phrases: Record<
  Language,
  { hello: string; open: string; close: string; summary: string }
> = {
  en: {
    hello: 'Thank you for your message.',
    open: 'A colleague is looking into it and will get back to you.',
    close: 'Is there anything else we can do for you?',
    summary: 'The customer writes:',
  },
  de: {
    hello: 'Vielen Dank für Ihre Nachricht.',
    open: 'Eine Kollegin sieht sich das an und meldet sich bei Ihnen.',
    close: 'Können wir sonst noch etwas für Sie tun?',
    summary: 'Die Kundschaft schreibt:',
  },
  fr: {
    hello: 'Merci pour votre message.',
    open: 'Une collègue s’en occupe et revient vers vous.',
    close: 'Pouvons-nous faire autre chose pour vous ?',
    summary: 'La cliente ou le client écrit :',
  },
  es: {
    hello: 'Gracias por su mensaje.',
    open: 'Una compañera lo está mirando y le responderá.',
    close: '¿Podemos ayudarle en algo más?',
    summary: 'El cliente escribe:',
  },
  pt: {
    hello: 'Obrigado pela sua mensagem.',
    open: 'Uma colega está a ver o assunto e vai responder-lhe.',
    close: 'Podemos ajudar em mais alguma coisa?',
    summary: 'O cliente escreve:',
  },
  it: {
    hello: 'Grazie per il suo messaggio.',
    open: 'Una collega se ne sta occupando e le risponderà.',
    close: 'Possiamo fare altro per lei?',
    summary: 'Il cliente scrive:',
  },
};

export const moods: Record<'negative' | 'positive' | 'urgent', RegExp> = {
  negative:
    /unacceptable|broken|terrible|angry|worst|ruined|lost|twice|third time|kaputt|unverschamt|schlecht|arger|inadmissible|casse|nul|honte|inaceptable|roto|fatal|inaceitavel|estragad|pessim|inaccettabile|rott[oa]|vergogna/,
  positive:
    /thank|great|brilliant|love|perfect|danke|super|klasse|toll|merci|bravo|genial|gracias|excelente|obrigad|perfeito|grazie|fantastic|bravissim/,
  urgent:
    /urgent|immediately|asap|today|tomorrow|now|dringend|sofort|heute|morgen|urgence|tout de suite|aujourd|demain|urgente|ahora|hoy|manana|ja hoje|hoje|amanha|subito|oggi|domani/,
};

export const topics: Record<string, RegExp> = {
  refund:
    /refund|money back|charged|erstatt|geld zuruck|abgebucht|rembours|debite|reembols|devol|cobra|rimbors|addebit/,
  parcel:
    /parcel|deliver|track|order|paket|liefer|sendung|bestell|colis|livr|commande|paquete|envio|pedido|encomenda|entrega|pacco|spedi|ordine/,
  outage:
    /site|login|log in|app|error|seite|anmeld|fehler|connexion|erreur|web|sesion|iniciar|sessao|entrar|sito|accesso|errore/,
  sizing: /size|fit|small|large|grosse|passt|taille|talla|tamanho|calc|taglia|calz/,
  praise: /great|brilliant|love|super|klasse|bravo|genial|excelente|fantastic/,
  thanks: /thank|danke|merci|gracias|obrigad|grazie/,
};
