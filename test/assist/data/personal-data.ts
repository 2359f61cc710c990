import { randomOf } from './random.ts';
import type { Random } from './random.ts';

/** A message that holds one piece of personal data. */
export interface Seeded {
  language: Language;
  kind: 'email' | 'phone' | 'card' | 'iban' | 'name' | 'handle';
  /** What must not leave, as it was written. */
  piece: string;
  text: string;
  /** The name or handle that is known. */
  known?: string;
}

export type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'it';

/** So many messages, kinds and languages in turn; the same ones for the same seed. */
export function seededPieces(count: number, seed = 6): Seeded[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, at) => {
    const language = languages[at % languages.length]!;
    const kind = kinds[Math.floor(at / languages.length) % kinds.length]!;
    const { piece, known } = make[kind](random, language);
    const text = random.pick(carriers[language][kind]).replace('{x}', () => piece);
    return { language, kind, piece, text, ...(known !== undefined && { known }) };
  });
}

const languages: readonly Language[] = ['en', 'de', 'fr', 'es', 'pt', 'it'];
const kinds = ['email', 'phone', 'card', 'iban', 'name', 'handle'] as const;

interface Made {
  piece: string;
  known?: string;
}

const make: Record<Seeded['kind'], (random: Random, language: Language) => Made> = {
  email: (random, language) => ({ piece: hidden(random, language, address(random)) }),
  phone: (random, language) => ({
    piece: random.pick(phones[language]).replaceAll('#', () => random.digits(1)),
  }),
  card: (random) => ({ piece: grouped(random, cardNumber(random)) }),
  iban: (random, language) => {
    const iban = ibanOf(random, language);
    const spaced = iban.replaceAll(/(.{4})(?=.)/g, '$1 ');
    return {
      piece: random.pick([
        iban,
        spaced,
        spaced,
        spaced.toLowerCase(),
        iban.replace(/^(....)/, '$1-'),
      ]),
    };
  },
  name: (random, language) => {
    const known = `${random.pick(firstNames[language])} ${random.pick(lastNames[language])}`;
    const [first = '', last = ''] = known.split(' ');
    const forms = [
      known,
      first,
      last,
      known.toUpperCase(),
      known.toLowerCase(),
      `${last}, ${first}`,
    ];
    const more = [
      first.normalize('NFD').replaceAll(/\p{M}/gu, ''),
      `${first}\u200B ${last}`,
      known.normalize('NFD'),
    ];
    return { known, piece: random.pick([...forms, ...more]) };
  },
  handle: (random) => {
    const known = `${random.pick(['trail', 'sea', 'wander', 'berg', 'rando', 'lobo'])}_${random.pick(['anna', 'tom', 'lucie', 'joao', 'gio'])}${random.digits(2)}`;
    return {
      known,
      piece: random.pick([
        `@${known}`,
        known,
        known.toUpperCase(),
        `@${known.replace('_', '_\u2060')}`,
      ]),
    };
  },
};

const address = (random: Random) => {
  const user = random.pick([
    'ada',
    'j.lindqvist',
    'marie-claire',
    'o.santos+shop',
    'm_rossi',
    'info.luz',
    'k.weiß',
  ]);
  const host = random.pick([
    'example.org',
    'mail.example.com',
    'post.example.de',
    'exemple.fr',
    'correo.example.es',
    'bücher.example',
  ]);
  return `${user}${random.digits(2)}@${host}`;
};

/** How people write addresses that no robot should find. */
function hidden(random: Random, language: Language, email: string): string {
  const dot = { en: 'dot', de: 'punkt', fr: 'point', es: 'punto', pt: 'ponto', it: 'punto' }[
    language
  ];
  const at = { en: 'at', de: 'at', fr: 'arobase', es: 'arroba', pt: 'arroba', it: 'chiocciola' }[
    language
  ];
  const [user = '', host = ''] = email.split('@');
  return random.pick([
    email,
    email,
    email,
    email.toUpperCase(),
    `${user} (at) ${host.replaceAll('.', ` ${dot} `)}`,
    `${user}[at]${host.replaceAll('.', '[.]')}`,
    `${user}(${at})${host}`,
    `${user} @ ${host}`,
    `${user}@\u200B${host}`,
    `${user}＠${host.replaceAll('.', '．')}`,
    `${user} ${at} ada ${dot} com`,
    Array.from(email).join('\u200C'),
  ]);
}

const phones: Record<Language, string[]> = {
  en: [
    '+44 7700 900###',
    '+44 (0)20 7946 0###',
    '07700 900###',
    '020 7946 0###',
    '(555) 234-01##',
    '555-234-01##',
    '+1 555 234 01##',
    '0044 7700 900###',
    '+1 (555) 234-01##',
  ],
  de: [
    '+49 151 23456###',
    '0049 151 23456###',
    '0151 23456###',
    '0151/23456###',
    '030 90182###',
    '030-90182###',
    '(030) 90182###',
    '+4915123456###',
    '0151 - 23 45 6# ##',
    '０１５１ ２３４５６###',
  ],
  fr: [
    '06 12 34 5# ##',
    '06.12.34.5#.##',
    '06-12-34-5#-##',
    '061234####',
    '+33 6 12 34 5# ##',
    '0033 6 12 34 5# ##',
    '01 44 5# ## ##',
    '+33 (0)6 12 34 5# ##',
  ],
  es: [
    '612 345 ###',
    '612 34 5# ##',
    '6123456##',
    '91 234 5# ##',
    '+34 612 345 ###',
    '+346123456##',
    '(+34) 612 345 ###',
    '0034 612 345 ###',
  ],
  pt: [
    '912 345 ###',
    '912345###',
    '+351 912 345 ###',
    '21 234 5# ##',
    '213 456 ###',
    '00351 912 345 ###',
    '+351 21 234 5# ##',
  ],
  it: [
    '333 123 4###',
    '3331234###',
    '333 1234###',
    '02 1234####',
    '+39 333 123 4###',
    '0039 333 1234###',
    '06 698####',
    '+39 02 1234####',
  ],
};

function cardNumber(random: Random): string {
  const [prefix, length] = random.pick([
    ['4', 16],
    ['4', 16],
    ['51', 16],
    ['55', 16],
    ['2221', 16],
    ['2720', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['36', 14],
    ['3530', 16],
    ['6759', 16],
    ['62', 16],
  ] as const);
  const body = prefix + random.digits(length - prefix.length - 1);
  return Array.from({ length: 10 }, (_, check) => `${body}${check}`).find(isLuhn)!;
}

const isLuhn = (digits: string) =>
  Array.from(digits)
    .toReversed()
    .reduce((sum, it, at) => sum + (at % 2 === 0 ? +it : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][+it]!), 0) %
    10 ===
  0;

function grouped(random: Random, digits: string): string {
  const fours = digits.replaceAll(/(.{4})(?=.)/g, '$1 ');
  const wide = Array.from(digits, (it) => String.fromCodePoint(0xff10 + Number(it))).join('');
  return random.pick([
    digits,
    fours,
    fours,
    fours.replaceAll(' ', '-'),
    fours.replaceAll(' ', '.'),
    fours.replaceAll(' ', '\u00A0'),
    Array.from(digits).join(' '),
    digits.slice(0, 8) + '\u200B' + digits.slice(8),
    wide,
    digits.length === 15
      ? `${digits.slice(0, 4)} ${digits.slice(4, 10)} ${digits.slice(10)}`
      : fours,
  ]);
}

function ibanOf(random: Random, language: Language): string {
  const [country, form] = {
    en: ['GB', 'NWBK##############'],
    de: ['DE', '##################'],
    fr: ['FR', '##########A1B2C3D4E5F##'],
    es: ['ES', '####################'],
    pt: ['PT', '#####################'],
    it: ['IT', 'X##########0000001234##'.slice(0, 23)],
  }[language] as [string, string];
  const body = form.replaceAll('#', () => random.digits(1));
  const number = Array.from(`${body}${country}00`, (it) => parseInt(it, 36)).join('');
  const check = String(98n - (BigInt(number) % 97n)).padStart(2, '0');
  return `${country}${check}${body}`;
}

const firstNames: Record<Language, string[]> = {
  en: ['Ada', 'Oliver', 'Siobhán', 'Harriet'],
  de: ['Jürgen', 'Änne', 'Lukas', 'Friederike'],
  fr: ['Élodie', 'François', 'Zoé', 'Mathieu'],
  es: ['Begoña', 'Iván', 'Ángela', 'Joaquín'],
  pt: ['João', 'Inês', 'Gonçalo', 'Conceição'],
  it: ['Niccolò', 'Giulia', 'Lorenzo', 'Beatrice'],
};
const lastNames: Record<Language, string[]> = {
  en: ['Lovelace', "O'Connor", 'Okafor', 'Pemberton'],
  de: ['Müller', 'Großmann', 'Weißenfels', 'Öztürk'],
  fr: ['Lefèvre', 'Dubois', 'Châtelain', "D'Arcy"],
  es: ['Muñoz', 'Echeverría', 'Ibáñez', 'Zamorano'],
  pt: ['Assunção', 'Magalhães', 'Figueiredo', 'Valadares'],
  it: ['Esposito', 'Ferrari', 'Dell’Aquila', 'Caputo'],
};

type Carriers = Record<Seeded['kind'], string[]>;
const carriers: Record<Language, Carriers> = {
  en: {
    email: [
      'Please send the label to {x}, order HO-48213.',
      'My address is {x}. Thanks!',
      '({x}) is what I signed up with 3 weeks ago',
    ],
    phone: [
      'Call me on {x} after 5.',
      'You can reach me at {x}, order HO-48213 from 12.11.2025.',
      'my number: {x}',
      '{x} is my phone',
    ],
    card: ['I paid with {x}, exp 09/28, 129.90 € gone twice', 'card no. {x} was charged', '{x}'],
    iban: ['Refund to {x} please', 'my account is {x}. Order HO-48213', 'IBAN: {x}'],
    name: [
      'Hi, {x} here, where is my parcel?',
      'It is addressed to {x} in Leeds',
      'Thanks, {x}',
      "{x}'s boots came in 42 instead of 43",
    ],
    handle: ['I wrote as {x} on Tuesday', 'see my post, {x}!', '{x}: any news?'],
  },
  de: {
    email: [
      'Schicken Sie das Etikett bitte an {x}, Bestellung HO-48213.',
      'Meine Adresse ist {x}.',
      'angemeldet bin ich mit {x} seit 2021',
    ],
    phone: [
      'Rufen Sie mich unter {x} an.',
      'Meine Nummer ist {x}, Bestellung HO-48213 vom 12.11.2025.',
      'Tel. {x}',
      '{x} ab 17 Uhr',
    ],
    card: [
      'Mit der Karte {x} bezahlt, 129,90 € zweimal abgebucht',
      'Kartennummer {x}, gültig bis 09/28',
      '{x}',
    ],
    iban: ['Erstattung bitte auf {x}', 'Mein Konto: {x}. Bestellung HO-48213', 'IBAN {x}'],
    name: ['Hallo, hier {x}, wo bleibt mein Paket?', 'Das Paket geht an {x} in Kiel', 'Grüße, {x}'],
    handle: ['Ich habe als {x} geschrieben', 'siehe mein Beitrag, {x}!', '{x}: gibt es Neues?'],
  },
  fr: {
    email: [
      "Envoyez l'étiquette à {x}, commande HO-48213.",
      'Mon adresse est {x}.',
      'je suis inscrite avec {x} depuis 2021',
    ],
    phone: [
      'Appelez-moi au {x} après 17 h.',
      'Mon numéro est le {x}, commande HO-48213 du 12/11/2025.',
      'tél. : {x}',
      '{x} le soir',
    ],
    card: ["J'ai payé avec {x}, 129,90 € débités deux fois", 'carte n° {x}, exp. 09/28', '{x}'],
    iban: ['Remboursez-moi sur {x} svp', 'mon compte : {x}. Commande HO-48213', 'IBAN : {x}'],
    name: [
      'Bonjour, ici {x}, où est mon colis ?',
      'Le colis est au nom de {x} à Brest',
      'Merci, {x}',
    ],
    handle: ["J'ai écrit comme {x} mardi", 'voyez mon post, {x} !', '{x} : des nouvelles ?'],
  },
  es: {
    email: [
      'Enviadme la etiqueta a {x}, pedido HO-48213.',
      'Mi correo es {x}.',
      'estoy registrada con {x} desde 2021',
    ],
    phone: [
      'Llamadme al {x} por la tarde.',
      'Mi número es el {x}, pedido HO-48213 del 12/11/2025.',
      'tel.: {x}',
      '{x} por la mañana',
    ],
    card: ['Pagué con {x} y me cobraron 129,90 € dos veces', 'tarjeta {x}, cad. 09/28', '{x}'],
    iban: ['El reembolso a {x} por favor', 'mi cuenta: {x}. Pedido HO-48213', 'IBAN {x}'],
    name: [
      'Hola, soy {x}, ¿dónde está mi paquete?',
      'El paquete va a nombre de {x} en Cádiz',
      'Gracias, {x}',
    ],
    handle: ['Escribí como {x} el martes', 'mirad mi publicación, {x}!', '{x}: ¿hay novedades?'],
  },
  pt: {
    email: [
      'Enviem a etiqueta para {x}, encomenda HO-48213.',
      'O meu e-mail é {x}.',
      'estou registada com {x} desde 2021',
    ],
    phone: [
      'Liguem-me para o {x} à tarde.',
      'O meu número é o {x}, encomenda HO-48213 de 12/11/2025.',
      'telemóvel: {x}',
      '{x} de manhã',
    ],
    card: ['Paguei com {x} e cobraram 129,90 € duas vezes', 'cartão {x}, val. 09/28', '{x}'],
    iban: ['O reembolso para {x}, por favor', 'a minha conta: {x}. Encomenda HO-48213', 'IBAN {x}'],
    name: [
      'Olá, sou {x}, onde está a minha encomenda?',
      'A encomenda vai em nome de {x} para Faro',
      'Obrigado, {x}',
    ],
    handle: ['Escrevi como {x} na terça', 'vejam a minha publicação, {x}!', '{x}: há novidades?'],
  },
  it: {
    email: [
      "Mandate l'etichetta a {x}, ordine HO-48213.",
      'La mia mail è {x}.',
      'sono registrata con {x} dal 2021',
    ],
    phone: [
      'Chiamatemi al {x} dopo le 17.',
      'Il mio numero è {x}, ordine HO-48213 del 12/11/2025.',
      'tel. {x}',
      '{x} di sera',
    ],
    card: ['Ho pagato con {x}, 129,90 € addebitati due volte', 'carta {x}, scad. 09/28', '{x}'],
    iban: ['Il rimborso su {x} per favore', 'il mio conto: {x}. Ordine HO-48213', 'IBAN {x}'],
    name: ["Ciao, sono {x}, dov'è il mio pacco?", 'Il pacco è a nome di {x} a Bari', 'Grazie, {x}'],
    handle: ['Ho scritto come {x} martedì', 'guardate il mio post, {x}!', '{x}: ci sono novità?'],
  },
};
