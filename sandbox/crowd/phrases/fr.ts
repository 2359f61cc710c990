import type { Phrases } from './phrases.ts';

export const french: Phrases = {
  openings: {
    refund: [
      "Bonjour, j'ai renvoyé ma veste il y a deux semaines et je n'ai toujours pas été remboursée.",
      'Bonjour, la fermeture de mon sac a lâché dès le premier jour. Je voudrais être remboursé.',
    ],
    parcel: [
      'Bonjour, où est ma commande ? Le suivi indique « en transit » depuis six jours.',
      "Bonjour, mon colis est noté comme livré mais je n'ai rien reçu.",
    ],
    outage: [
      "Impossible de payer sur votre site, j'ai essayé deux cartes.",
      "Votre site est en panne ? J'ai une page blanche après la connexion.",
    ],
    sizing: [
      'Bonjour ! Je fais du 42, est-ce que les bottes taillent petit ?',
      'Petite question : je suis entre M et L, je prends quoi pour la polaire ?',
    ],
    praise: [
      'Juste un mot pour dire que les bottes ont tenu une semaine dans les Pyrénées. Chapeau !',
      'Bravo pour la livraison, tout est arrivé le lendemain 👏',
    ],
    thanks: ["Merci d'avoir réglé ça hier !", "L'échange est bien arrivé, merci beaucoup 🙏"],
  },
  followUps: {
    refund: [
      'Et ça prend combien de temps pour arriver sur mon compte ?',
      'Le retour est à mes frais ?',
    ],
    parcel: ['Donc je le reçois quel jour ?', "Vous m'en renvoyez un s'il est perdu ?"],
    outage: ['Mon panier sera conservé ?', 'Je peux réessayer maintenant ?'],
    sizing: [
      "Et si elles ne vont pas, l'échange est gratuit ?",
      'Elles conviennent aux pieds larges ?',
    ],
    praise: ['Les vertes vont revenir en stock ?'],
    thanks: ['Au fait, vous avez une newsletter ?'],
  },
  orderNumber: [
    "Bien sûr, c'est la {order}.",
    'Numéro de commande : {order}',
    '{order}, à mon nom.',
  ],
  answers: ['Oui, volontiers.', 'Oui, ça me va.', "Non, je n'ai pas encore essayé. Je le fais."],
  repeats: ['Allô ? Il y a quelqu’un ?', 'Vous avez du nouveau ?', 'Vous avez vu mon message ?'],
  upset: [
    "C'est vraiment décevant, j'attends depuis tout ce temps sans aucune réponse.",
    "C'est comme ça que vous traitez vos clients ? C'est la deuxième fois que je demande.",
  ],
  leaves: ['Laissez tomber, je verrai avec ma banque.', "Tant pis, j'achèterai ailleurs."],
  thanks: ['Super, merci beaucoup !', 'Parfait, merci pour votre aide.', 'Merci 👍'],
  asksForOrder:
    /num[eé]ro de (la |votre |ta )?commande|quelle commande|r[eé]f[eé]rence de (la |votre )?commande|order number/i,
};
