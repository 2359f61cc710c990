import type { Phrases } from './phrases.ts';

export const german: Phrases = {
  openings: {
    refund: [
      'Hallo, ich habe meine Regenjacke vor zwei Wochen zurückgeschickt und das Geld ist noch nicht da.',
      'Guten Tag, bei meinem Rucksack ist nach einem Tag die Naht gerissen. Ich möchte mein Geld zurück.',
    ],
    parcel: [
      'Hallo, wo bleibt meine Bestellung? Seit sechs Tagen steht da nur „unterwegs“.',
      'Guten Morgen, laut Sendungsverfolgung wurde mein Paket zugestellt, hier ist aber nichts angekommen.',
    ],
    outage: [
      'Bei euch geht das Bezahlen nicht, ich habe schon zwei Karten probiert.',
      'Ist eure Seite down? Nach dem Anmelden sehe ich nur eine weiße Seite.',
    ],
    sizing: [
      'Hallo! Ich habe sonst Größe 42, fallen die Stiefel eher klein aus?',
      'Kurze Frage: Welche Größe bei der Fleecejacke, wenn ich zwischen M und L liege?',
    ],
    praise: [
      'Wollte nur sagen: Die Stiefel haben eine Woche Alpen überlebt. Großartig!',
      'Lob an den Versand, am nächsten Tag war alles da 👏',
    ],
    thanks: [
      'Danke, dass ihr das gestern geklärt habt!',
      'Der Umtausch ist angekommen, vielen Dank 🙏',
    ],
  },
  followUps: {
    refund: ['Und wie lange dauert es, bis das Geld da ist?', 'Muss ich das Porto selbst zahlen?'],
    parcel: ['An welchem Tag kommt es denn?', 'Schickt ihr ein neues, falls es verloren ist?'],
    outage: ['Bleibt mein Warenkorb erhalten?', 'Kann ich es jetzt noch mal versuchen?'],
    sizing: [
      'Und wenn sie nicht passen, ist der Umtausch kostenlos?',
      'Gehen die auch für breite Füße?',
    ],
    praise: ['Kommen die grünen noch mal rein?'],
    thanks: ['Ach ja, habt ihr einen Newsletter?'],
  },
  orderNumber: ['Klar, die {order}.', 'Bestellnummer: {order}', '{order}, läuft auf meinen Namen.'],
  answers: [
    'Ja, gerne.',
    'Ja, das passt für mich.',
    'Nein, das habe ich noch nicht probiert. Mache ich gleich.',
  ],
  repeats: [
    'Hallo? Ist da jemand?',
    'Gibt es schon etwas Neues?',
    'Habt ihr meine Nachricht gesehen?',
  ],
  upset: [
    'Das ist wirklich schwach. Ich warte die ganze Zeit und höre kein Wort.',
    'Geht ihr immer so mit Kunden um? Ich frage jetzt zum zweiten Mal.',
  ],
  leaves: ['Vergesst es, dann buche ich das Geld eben zurück.', 'Schon gut, ich kaufe woanders.'],
  thanks: ['Super, vielen Dank!', 'Perfekt, danke für die Hilfe.', 'Danke! 👍'],
  asksForOrder: /bestellnummer|auftragsnummer|nummer (der|deiner|ihrer) bestellung|order number/i,
};
