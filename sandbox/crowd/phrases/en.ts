import type { Phrases } from './phrases.ts';

export const english: Phrases = {
  openings: {
    refund: [
      "Hi, I sent my rain jacket back two weeks ago and still haven't seen the refund.",
      'Hello, the zip on my new jacket broke on day one. Can I get my money back please?',
    ],
    parcel: [
      'Hi, where is my order? Tracking has said "in transit" for six days.',
      'Good morning, my parcel is marked as delivered but there is nothing here.',
    ],
    outage: [
      "Your checkout keeps failing, I've tried two cards now.",
      'Is your website down? I just get a white page when I try to log in.',
    ],
    sizing: [
      "Hi! I'm between a UK 9 and 10 in boots, which one should I take?",
      'Quick question, do the fleece jackets run small?',
    ],
    praise: [
      'Just wanted to say the boots survived a week in the Lake District. Brilliant.',
      'Shout out to whoever packed my order, the handwritten note made my day 😊',
    ],
    thanks: ['Thanks for sorting that out yesterday!', 'The replacement arrived, thank you 🙏'],
  },
  followUps: {
    refund: [
      'And how long will it take to reach my account?',
      'Do I have to pay the return postage?',
    ],
    parcel: ['So which day should I expect it?', 'Can you send a new one if it is lost?'],
    outage: ['Will my basket still be there afterwards?', 'Is it safe to try again now?'],
    sizing: ['And if they do not fit, is the exchange free?', 'Are they OK for wide feet?'],
    praise: ['Will the green ones come back in stock?'],
    thanks: ['Oh, and do you have a newsletter?'],
  },
  orderNumber: [
    "Sure, it's {order}.",
    'Order number is {order}',
    '{order}, ordered with this same name.',
  ],
  answers: [
    'Yes please.',
    'Yes, that works for me.',
    "No, I haven't tried that yet. Doing it now.",
  ],
  repeats: ['Hello? Is anybody there?', 'Any news on this?', 'Just checking you saw my message.'],
  upset: [
    'This is really poor. I have been waiting all this time without a single word.',
    'Honestly, is this how you treat customers? Second time I ask.',
  ],
  leaves: ['Forget it, I will call my bank instead.', "Never mind. I'll shop somewhere else."],
  thanks: ['Great, thank you!', 'Perfect, thanks a lot for your help.', 'Thanks! 👍'],
  asksForOrder: /order (number|no\b|id|ref)|number of your order|which order/i,
};
