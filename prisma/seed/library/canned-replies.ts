/** What the demo desk says often: the same short words in each of its five languages. */
const hello = '{{customer.firstName}}';
const me = '{{agent.firstName}}';
const shop = '{{account.name}}';

export const languages = ['en', 'de', 'fr', 'es', 'pt'] as const;
export type Language = (typeof languages)[number];

type Said = Record<Language, { title: string; content: string }>;

const replies: Record<string, Said> = {
  hello: {
    en: { title: 'Greeting', content: `Hi ${hello}, ${me} from ${shop} here. How can I help?` },
    de: {
      title: 'Begrüßung',
      content: `Hallo ${hello}, hier ist ${me} von ${shop}. Wie kann ich helfen?`,
    },
    fr: {
      title: 'Bonjour',
      content: `Bonjour ${hello}, ici ${me} de ${shop}. Comment puis-je vous aider ?`,
    },
    es: {
      title: 'Saludo',
      content: `Hola ${hello}, soy ${me} de ${shop}. ¿En qué puedo ayudarte?`,
    },
    pt: {
      title: 'Saudação',
      content: `Olá ${hello}, aqui é ${me}, da ${shop}. Como posso ajudar?`,
    },
  },
  order: {
    en: {
      title: 'Ask for the order number',
      content: `Thanks, ${hello}. Could you send me your order number? It begins with CL and is in your confirmation e-mail.`,
    },
    de: {
      title: 'Nach der Bestellnummer fragen',
      content: `Danke, ${hello}. Schickst du mir bitte deine Bestellnummer? Sie beginnt mit CL und steht in der Bestätigung.`,
    },
    fr: {
      title: 'Demander le numéro de commande',
      content: `Merci ${hello}. Pouvez-vous m’envoyer votre numéro de commande ? Il commence par CL et figure dans l’e-mail de confirmation.`,
    },
    es: {
      title: 'Pedir el número de pedido',
      content: `Gracias, ${hello}. ¿Me envías tu número de pedido? Empieza por CL y está en el correo de confirmación.`,
    },
    pt: {
      title: 'Pedir o número da encomenda',
      content: `Obrigado, ${hello}. Pode enviar o número da encomenda? Começa por CL e está no e-mail de confirmação.`,
    },
  },
  late: {
    en: {
      title: 'Parcel is late',
      content: `I am sorry that your parcel is late, ${hello}. I have asked the carrier and will write to you within a day, even when there is no news.`,
    },
    de: {
      title: 'Paket verspätet sich',
      content: `Es tut mir leid, dass dein Paket auf sich warten lässt, ${hello}. Ich habe beim Versand nachgefragt und melde mich innerhalb eines Tages.`,
    },
    fr: {
      title: 'Colis en retard',
      content: `Je suis navrée du retard de votre colis, ${hello}. J’ai contacté le transporteur et je vous écris d’ici demain.`,
    },
    es: {
      title: 'Paquete con retraso',
      content: `Siento el retraso de tu paquete, ${hello}. He preguntado al transportista y te escribo antes de mañana.`,
    },
    pt: {
      title: 'Encomenda atrasada',
      content: `Lamento o atraso da sua encomenda, ${hello}. Já perguntei à transportadora e escrevo até amanhã.`,
    },
  },
  refund: {
    en: {
      title: 'Refund is on its way',
      content: `Your refund is on its way, ${hello}. Banks take three to five working days to show it.`,
    },
    de: {
      title: 'Erstattung ist unterwegs',
      content: `Deine Erstattung ist unterwegs, ${hello}. Die Bank braucht drei bis fünf Werktage, bis sie zu sehen ist.`,
    },
    fr: {
      title: 'Remboursement en cours',
      content: `Votre remboursement est parti, ${hello}. Comptez trois à cinq jours ouvrés avant de le voir sur votre compte.`,
    },
    es: {
      title: 'Reembolso en camino',
      content: `Tu reembolso está en camino, ${hello}. El banco tarda de tres a cinco días hábiles en mostrarlo.`,
    },
    pt: {
      title: 'Reembolso a caminho',
      content: `O seu reembolso está a caminho, ${hello}. O banco leva de três a cinco dias úteis a mostrá-lo.`,
    },
  },
  private: {
    en: {
      title: 'Go on in private',
      content: `Thank you for telling us, ${hello}. Please send us a direct message, so that your order stays between us.`,
    },
    de: {
      title: 'Privat weitersprechen',
      content: `Danke für den Hinweis, ${hello}. Schreib uns bitte eine Direktnachricht, damit deine Bestellung unter uns bleibt.`,
    },
    fr: {
      title: 'Continuer en privé',
      content: `Merci de nous l’avoir signalé, ${hello}. Écrivez-nous en message privé, pour que votre commande reste entre nous.`,
    },
    es: {
      title: 'Seguir en privado',
      content: `Gracias por avisarnos, ${hello}. Escríbenos por mensaje privado, para que tu pedido quede entre nosotros.`,
    },
    pt: {
      title: 'Continuar em privado',
      content: `Obrigado pelo aviso, ${hello}. Envie-nos uma mensagem privada, para que a sua encomenda fique entre nós.`,
    },
  },
  bye: {
    en: {
      title: 'Goodbye',
      content: `You are welcome, ${hello}! If anything else comes up, just write here. ${me}`,
    },
    de: {
      title: 'Verabschiedung',
      content: `Sehr gern, ${hello}! Wenn noch etwas ist, schreib einfach hier. ${me}`,
    },
    fr: {
      title: 'Au revoir',
      content: `Avec plaisir, ${hello} ! Si autre chose se présente, écrivez-nous ici. ${me}`,
    },
    es: {
      title: 'Despedida',
      content: `¡De nada, ${hello}! Si surge algo más, escríbenos aquí. ${me}`,
    },
    pt: {
      title: 'Despedida',
      content: `De nada, ${hello}! Se surgir mais alguma coisa, escreva aqui. ${me}`,
    },
  },
};

export const cannedReplies = Object.entries(replies).flatMap(([shortcut, said]) =>
  languages.map((language) => ({ shortcut, language, ...said[language] })),
);
