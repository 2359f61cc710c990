import { describe, expect, test } from 'vitest';
import { fillTemplate, templateVariables, unknownVariables } from '../../domain/templates.ts';

const facts = {
  customerName: 'Ana María Silva',
  agentName: 'Tom Okafor',
  conversationId: 'c-1',
  accountName: 'Harbour Shop',
};

test.each([
  ['Hi {{customer.firstName}}, {{agent.firstName}} here.', 'Hi Ana, Tom here.'],
  ['{{customer.name}}/{{agent.name}}/{{account.name}}', 'Ana María Silva/Tom Okafor/Harbour Shop'],
  ['Your number: {{ conversation.id }}', 'Your number: c-1'],
  ['{{customer.firstName}}{{customer.firstName}}', 'AnaAna'],
  ['no {places} here, {{', 'no {places} here, {{'],
  ['{{customer.age}} stays', '{{customer.age}} stays'],
])('%s', (template, filled) => {
  expect(fillTemplate(template, facts)).toBe(filled);
});

test('what is not known leaves nothing behind, nor the space before it', () => {
  const unknown = { conversationId: 'c-1' };
  expect(fillTemplate('Hi {{customer.firstName}}, it is {{agent.name}}.', unknown)).toBe(
    'Hi, it is.',
  );
});

test('what a customer calls themselves is not filled in once more, nor a pattern', () => {
  const hostile = { ...facts, customerName: '{{agent.name}} $& $1' };
  expect(fillTemplate('{{customer.name}}!', hostile)).toBe('{{agent.name}} $& $1!');
});

describe('variables', () => {
  test('that are known are all fine', () => {
    expect(unknownVariables(templateVariables.map((it) => `{{${it}}} {{ ${it} }}`).join())).toEqual(
      [],
    );
  });

  test('that are not are named, each once', () => {
    expect(unknownVariables('{{customer.age}} {{}} {{ Customer.name }} {{customer.age}}')).toEqual([
      'customer.age',
      '',
      'Customer.name',
    ]);
  });
});
