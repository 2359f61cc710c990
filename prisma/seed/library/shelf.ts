/** What else the demo desk works with: macros, tags, shared views, and what it keeps of customers. */
import { seedId } from '../people.ts';

export const tags = [
  { name: 'delivery', colour: '#2f6fed' },
  { name: 'refund', colour: '#b45309' },
  { name: 'damaged', colour: '#c2410c' },
  { name: 'sizing', colour: '#7c3aed' },
  { name: 'repair', colour: '#0e7490' },
  { name: 'praise', colour: '#15803d' },
  { name: 'complaint', colour: '#b91c1c' },
  { name: 'vip', colour: '#a16207' },
  { name: 'press', colour: '#475569' },
  { name: 'spam', colour: '#6b7280' },
];

const noTags: string[] = [];
const add = (...names: string[]) => ({ type: 'tags', add: names, remove: noTags });

/** As the api takes their steps (api/schemas/macro.ts). */
export const macros = [
  {
    name: 'Refund is on its way',
    steps: [
      {
        type: 'reply',
        content:
          'Your refund is on its way, {{customer.firstName}}. Banks take three to five working days to show it.',
      },
      add('refund'),
      { type: 'resolve' },
    ],
  },
  {
    name: 'Damaged: ask for a photo',
    steps: [
      {
        type: 'reply',
        content:
          'I am sorry about that, {{customer.firstName}}. Could you send a photo of it? Then a new one goes out today.',
      },
      add('damaged'),
      { type: 'priority', priority: 'high' },
      { type: 'pending' },
    ],
  },
  {
    name: 'Late parcel: look again tomorrow',
    steps: [
      {
        type: 'note',
        content: '{{agent.firstName}} asked the carrier; look for their answer tomorrow.',
      },
      add('delivery'),
      { type: 'snooze', hours: 24 },
    ],
  },
  {
    name: 'To Fashion advice',
    steps: [add('sizing'), { type: 'transfer', teamId: seedId('team', 'Fashion advice') }],
  },
  {
    name: 'Thank and close',
    steps: [
      {
        type: 'reply',
        content: 'That made our day, {{customer.firstName}}. Thank you! {{agent.firstName}}',
      },
      add('praise'),
      { type: 'resolve' },
    ],
  },
  { name: 'Spam', steps: [add('spam'), { type: 'resolve', reason: 'spam' }] },
];

/** As the list's query, parsed (api/schemas/conversation-filter.ts). */
export const views = [
  {
    name: 'At risk today',
    colour: '#b91c1c',
    filter: { status: ['open', 'pending'], slaState: ['warning', 'breached'] },
    sort: 'dueAt',
  },
  {
    name: 'Public comments',
    colour: '#2f6fed',
    filter: { status: ['open', 'pending'], source: ['comment'] },
    sort: 'updatedAt',
  },
  {
    name: 'Waiting longest',
    colour: '#a16207',
    filter: { status: ['open'], waiting: true },
    sort: 'waitingSince',
  },
];

export const customerFields = [
  { key: 'tier', label: 'Tier', type: 'choice', choices: ['Standard', 'Silver', 'Gold'] },
  { key: 'order_number', label: 'Order number', type: 'text', choices: [] },
  { key: 'newsletter', label: 'Newsletter', type: 'flag', choices: [] },
  { key: 'birthday', label: 'Birthday', type: 'date', choices: [] },
];
