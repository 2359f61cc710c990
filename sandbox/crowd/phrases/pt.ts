import type { Phrases } from './phrases.ts';

export const portuguese: Phrases = {
  openings: {
    refund: [
      'Olá, devolvi um casaco há duas semanas e ainda não recebi o reembolso.',
      'Boa tarde, a mochila chegou com o fecho estragado. Quero o meu dinheiro de volta.',
    ],
    parcel: [
      'Olá, onde está a minha encomenda? Há seis dias que diz «em trânsito».',
      'Bom dia, a encomenda aparece como entregue mas não chegou nada.',
    ],
    outage: [
      'Não consigo pagar no vosso site, já tentei com dois cartões.',
      'O site está em baixo? Depois de entrar só vejo uma página em branco.',
    ],
    sizing: [
      'Olá! Costumo calçar 42, as botas têm uma forma pequena?',
      'Uma dúvida: estou entre o M e o L, que tamanho de polar devo escolher?',
    ],
    praise: [
      'Só queria dizer que as botas aguentaram uma semana no Gerês. Excelentes!',
      'Parabéns pelo serviço, chegou tudo no dia seguinte 👏',
    ],
    thanks: ['Obrigada por terem resolvido tudo ontem!', 'A troca já chegou, muito obrigado 🙏'],
  },
  followUps: {
    refund: [
      'E quanto tempo demora a chegar à minha conta?',
      'Os portes da devolução são por minha conta?',
    ],
    parcel: ['Então em que dia chega?', 'E se se perdeu, enviam outra?'],
    outage: ['O meu carrinho fica guardado?', 'Já posso tentar outra vez?'],
    sizing: ['E se não servirem, a troca é gratuita?', 'Dão para pé largo?'],
    praise: ['As verdes vão voltar a estar disponíveis?'],
    thanks: ['Já agora, têm uma newsletter?'],
  },
  orderNumber: [
    'Claro, é a {order}.',
    'Número da encomenda: {order}',
    '{order}, está em meu nome.',
  ],
  answers: [
    'Sim, por favor.',
    'Sim, por mim está bem.',
    'Não, ainda não tentei isso. Vou tentar agora.',
  ],
  repeats: ['Olá? Está aí alguém?', 'Já há novidades?', 'Viram a minha mensagem?'],
  upset: [
    'Isto é mesmo mau, estou este tempo todo à espera sem uma palavra.',
    'É assim que tratam os clientes? É a segunda vez que pergunto.',
  ],
  leaves: ['Esqueçam, vou apresentar reclamação.', 'Deixem estar, compro noutro sítio.'],
  thanks: ['Ótimo, muito obrigada!', 'Perfeito, obrigado pela ajuda.', 'Obrigada 👍'],
  asksForOrder:
    /n[uú]mero d[ae] (sua |tua |vossa )?encomenda|n[uú]mero do (seu )?pedido|qual encomenda|order number/i,
};
