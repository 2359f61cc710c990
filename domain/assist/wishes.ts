/** What the assistant makes of a reading: what it asks the conversation for, what it proposes to people. */
import type { Command } from '../conversation/items.ts';
import type { Skill } from '../matching.ts';
import type { Priority } from '../sla.ts';
import type { AssistSettings, Handling } from './settings.ts';
import { priorityAfter, type Triage } from './triage.ts';

export interface Standing {
  priority: Priority;
  tags: readonly string[];
}

export type WishedChange =
  | { kind: 'tags'; value: string[]; reasons: unknown }
  | { kind: 'priority'; value: Priority; reasons: unknown }
  | { kind: 'skills'; value: Skill[]; reasons: unknown };

export interface Wishes {
  commands: Extract<Command, { type: 'tags' | 'priority' }>[];
  proposals: WishedChange[];
}

/** The conversation refuses what a person has decided (conversation/by-assistant.ts): that is not asked here. */
export function wishesOf(triage: Triage, standing: Standing, settings: AssistSettings): Wishes {
  const wishes: Wishes = { commands: [], proposals: [] };
  const tags = triage.topics.filter((topic) => !standing.tags.includes(topic));
  if (tags.length > 0) {
    // One command each: that somebody took one away says nothing of the others.
    const commands = tags.map((tag) => ({ type: 'tags' as const, add: [tag], remove: [] }));
    put(wishes, settings.tags, commands, {
      ...{ kind: 'tags', value: tags, reasons: triage.reasons.topics },
    });
  }
  const priority = priorityAfter(standing.priority, triage.urgency);
  if (priority !== standing.priority) {
    const why = triage.reasons.urgency[0]?.rule ?? 'urgency';
    put(wishes, settings.priority, [{ type: 'priority', priority, why }], {
      ...{ kind: 'priority', value: priority, reasons: triage.reasons.urgency },
    });
  }
  return wishes;
}

function put(
  wishes: Wishes,
  handling: Handling,
  commands: Wishes['commands'],
  proposal: WishedChange,
): void {
  if (handling === 'automatic') wishes.commands.push(...commands);
  if (handling === 'proposal') wishes.proposals.push(proposal);
}
