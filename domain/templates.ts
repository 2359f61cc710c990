/** Words with places to fill in: canned replies, and what macros say. */

export const templateVariables = [
  'customer.name',
  'customer.firstName',
  'agent.name',
  'agent.firstName',
  'conversation.id',
  'account.name',
] as const;

export type TemplateVariable = (typeof templateVariables)[number];

/** What is known when it is filled in; names may be unknown. */
export interface TemplateFacts {
  customerName?: string | undefined;
  agentName?: string | undefined;
  conversationId: string;
  accountName?: string | undefined;
}

const places = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** What stands in a place and is no variable, each once. */
export const unknownVariables = (template: string): string[] => [
  ...new Set(
    Array.from(template.matchAll(places), ([, name = '']) => name).filter((it) => !isVariable(it)),
  ),
];

/** In one pass: what a customer calls themselves is text, whatever it looks like. Where nothing is known, nothing is left. */
export function fillTemplate(template: string, facts: TemplateFacts): string {
  const values: Record<TemplateVariable, string> = {
    'customer.name': facts.customerName ?? '',
    'customer.firstName': firstName(facts.customerName),
    'agent.name': facts.agentName ?? '',
    'agent.firstName': firstName(facts.agentName),
    'conversation.id': facts.conversationId,
    'account.name': facts.accountName ?? '',
  };
  return template.replaceAll(placesAndBefore, (whole, before: string, name: string) => {
    if (!isVariable(name)) return whole;
    const value = values[name];
    // "Hi {{customer.firstName}}," to somebody without a name is "Hi,".
    return value === '' ? '' : before + value;
  });
}

const placesAndBefore = /( ?)\{\{\s*([^{}]*?)\s*\}\}/g;

const isVariable = (name: string): name is TemplateVariable =>
  templateVariables.some((variable) => variable === name);

const firstName = (name = ''): string => name.trim().split(/\s+/)[0] ?? '';
