import type { Phrases } from './phrases.ts';

export const spanish: Phrases = {
  openings: {
    refund: [
      'Hola, devolví una chaqueta hace dos semanas y todavía no me han hecho el reembolso.',
      'Buenas, me llegó la mochila con una costura rota. Quiero que me devuelvan el dinero.',
    ],
    parcel: [
      'Hola, ¿dónde está mi pedido? Lleva seis días «en tránsito».',
      'Buenos días, el paquete figura como entregado pero aquí no ha llegado nada.',
    ],
    outage: [
      'No puedo pagar, la web me da error con dos tarjetas distintas.',
      '¿Se ha caído la página? Al iniciar sesión se queda en blanco.',
    ],
    sizing: [
      '¡Hola! Normalmente llevo un 42, ¿las botas tallan pequeño?',
      'Una duda: mido 1,70, ¿qué talla de forro polar me recomiendan?',
    ],
    praise: [
      'Solo quería decirles que las botas son una maravilla, las llevé al Camino y ni una ampolla.',
      'Enhorabuena por el servicio, me llegó todo en dos días 👏',
    ],
    thanks: ['¡Gracias por solucionarlo ayer!', 'Ya llegó el cambio, muchas gracias 🙏'],
  },
  followUps: {
    refund: ['¿Y cuánto tarda en llegar a mi cuenta?', '¿Los gastos de devolución los pago yo?'],
    parcel: ['Entonces, ¿qué día me llega?', 'Y si se ha perdido, ¿me mandan otro?'],
    outage: ['¿Se me guarda lo que tenía en la cesta?', '¿Puedo volver a intentarlo ya?'],
    sizing: ['Y si no me valen, ¿el cambio es gratis?', '¿Sirven para pie ancho?'],
    praise: ['¿Van a reponer las verdes?'],
    thanks: ['Por cierto, ¿tienen boletín?'],
  },
  orderNumber: ['Sí, es el {order}.', 'Número de pedido: {order}', 'Claro, {order}, a mi nombre.'],
  answers: ['Sí, por favor.', 'Sí, me parece bien.', 'No, eso no lo he probado. Ahora lo hago.'],
  repeats: ['¿Hola? ¿Hay alguien?', '¿Alguna novedad?', 'Les escribí antes, ¿lo han visto?'],
  upset: [
    'Me parece fatal, llevo todo este rato esperando y ni una respuesta.',
    '¿Así tratan a los clientes? Es la segunda vez que pregunto.',
  ],
  leaves: ['Déjenlo, ya reclamaré por otro lado.', 'Nada, compraré en otra tienda.'],
  thanks: ['¡Genial, muchas gracias!', 'Perfecto, gracias por la ayuda.', 'Gracias 👍'],
  asksForOrder: /n[uú]mero de(l| tu| su)? pedido|qu[eé] pedido|order number/i,
};
