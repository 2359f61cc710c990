import type { Language } from './personal-data.ts';
import { randomOf } from './random.ts';
import type { Random } from './random.ts';

/** A message with a number that is nobody's: an order, a parcel, a price, a date. */
export interface PlainNumber {
  language: Language;
  kind: keyof typeof numbers;
  text: string;
}

/** So many messages, the same ones for the same seed. */
export function plainNumbers(count: number, seed = 7): PlainNumber[] {
  const random = randomOf(seed);
  const kinds = Object.keys(numbers) as PlainNumber['kind'][];
  const languages = Object.keys(carriers) as Language[];
  return Array.from({ length: count }, (_, at) => {
    const kind = kinds[at % kinds.length]!;
    const language = languages[Math.floor(at / kinds.length) % languages.length]!;
    const text = random
      .pick(carriers[language][kind])
      .replace('{n}', () => fill(random, random.pick(numbers[kind])));
    return { kind, language, text };
  });
}

const fill = (random: Random, form: string) =>
  form.replaceAll(/#|9d|1m/g, (it) =>
    it === '#' ? random.digits(1) : String(1 + random.upTo(it === '9d' ? 28 : 12)).padStart(2, '0'),
  );

const numbers = {
  order: [
    'HO-#####',
    'HO#####',
    '#1#####',
    '2025-1####',
    '1########',
    '20251112####',
    'A-10####/25',
    '4#######',
    '1#########',
    '#########',
  ],
  parcel: [
    ...[
      '1Z999AA10123######',
      'JJD0003900078#######',
      '003404341610########',
      'CP1######## DE'.replace(' ', ''),
      'LX1########FR',
    ],
    ...[
      '6A12######78#',
      '0123########45',
      '1234567#####',
      'TBA0#########',
      'PQ4F6R07######401#####Z',
      '15501########',
    ],
  ],
  price: [
    '1.299,00 €',
    '€129.90',
    '1 299,00 €',
    '12,50 EUR',
    '£1,299.99',
    '$ 89.00',
    '129,9# €',
    '2 x 59,95 €',
  ],
  date: [
    '9d.1m.2025',
    '9d/1m/25',
    '2025-1m-9d',
    '9d.1m.25',
    '9d-1m-2025',
    '9d.1m.2025, 14:3#',
    '9d.1m. – 9d.1m.2025',
    '9d/1m/2025 08:00-12:30',
  ],
  other: [
    '42,5',
    'EU 43 / UK 9',
    '10115',
    '10:00-18:00',
    '4.8.12',
    '750 g',
    '20.000 mAh',
    '3 x 2',
    '100 %',
    '2024/2025',
    '65 L',
    '4006381333931',
    '1.80 m, 75 kg',
    '54.32, 10.13',
  ],
} as const;

type Carriers = Record<keyof typeof numbers, string[]>;
const carriers: Record<Language, Carriers> = {
  en: {
    order: ['Where is order {n}?', 'My order number is {n}, any news?', 'Order: {n}', '{n}.'],
    parcel: [
      'Tracking {n} has not moved for days',
      'the tracking number is {n}',
      'Parcel {n} is lost',
    ],
    price: ['You charged me {n} for it', 'Is {n} the final price?'],
    date: ['I ordered on {n}', 'Delivered {n}, they say'],
    other: ['It says {n} on the box', 'I need {n}, do you have it?'],
  },
  de: {
    order: [
      'Wo bleibt Bestellung {n}?',
      'Meine Bestellnummer ist {n}, gibt es Neues?',
      'Auftrag: {n}',
      '{n}.',
    ],
    parcel: ['Die Sendung {n} bewegt sich nicht', 'Sendungsnummer {n}', 'Paket {n} ist weg'],
    price: ['Sie haben {n} abgebucht', 'Sind {n} der Endpreis?'],
    date: ['Bestellt am {n}', 'Angeblich zugestellt {n}'],
    other: ['Auf der Schachtel steht {n}', 'Ich brauche {n}, haben Sie das?'],
  },
  fr: {
    order: [
      'Où est la commande {n} ?',
      'Mon numéro de commande est {n}, des nouvelles ?',
      'Commande : {n}',
      '{n}.',
    ],
    parcel: ['Le colis {n} ne bouge plus', 'numéro de suivi {n}', 'Le suivi {n} est bloqué'],
    price: ["Vous m'avez débité {n}", 'Est-ce que {n} est le prix final ?'],
    date: ['Commandé le {n}', 'Livré le {n} soi-disant'],
    other: ['La boîte indique {n}', "Il me faut {n}, vous l'avez ?"],
  },
  es: {
    order: [
      '¿Dónde está el pedido {n}?',
      'Mi número de pedido es {n}, ¿novedades?',
      'Pedido: {n}',
      '{n}.',
    ],
    parcel: [
      'El envío {n} no se mueve',
      'número de seguimiento {n}',
      'El paquete con seguimiento {n} se perdió',
    ],
    price: ['Me habéis cobrado {n}', '¿Es {n} el precio final?'],
    date: ['Lo pedí el {n}', 'Entregado el {n}, dicen'],
    other: ['En la caja pone {n}', 'Necesito {n}, ¿lo tenéis?'],
  },
  pt: {
    order: [
      'Onde está a encomenda {n}?',
      'O número da encomenda é {n}, há novidades?',
      'Encomenda: {n}',
      '{n}.',
    ],
    parcel: [
      'O envio {n} não se mexe',
      'código de rastreio {n}',
      'A encomenda com rastreio {n} perdeu-se',
    ],
    price: ['Cobraram-me {n}', 'O preço final é {n}?'],
    date: ['Encomendei em {n}', 'Entregue a {n}, dizem'],
    other: ['Na caixa diz {n}', 'Preciso de {n}, têm?'],
  },
  it: {
    order: ["Dov'è l'ordine {n}?", "Il numero dell'ordine è {n}, novità?", 'Ordine: {n}', '{n}.'],
    parcel: [
      'La spedizione {n} non si muove',
      'codice di tracking {n}',
      'Il pacco con tracking {n} è perso',
    ],
    price: ['Mi avete addebitato {n}', 'Il prezzo finale è {n}?'],
    date: ['Ordinato il {n}', 'Consegnato il {n}, dicono'],
    other: ['Sulla scatola c’è scritto {n}', 'Mi serve {n}, lo avete?'],
  },
};
