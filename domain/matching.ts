import {
  ableToTake,
  type Candidate,
  hasRoom,
  type Skill,
  type Waiting,
} from './matching/eligibility.ts';
import { best, type Strategy } from './matching/strategy.ts';

export { suits } from './matching/eligibility.ts';
export type { Candidate, Skill, Waiting } from './matching/eligibility.ts';
export type { Strategy } from './matching/strategy.ts';

export interface Match {
  conversationId: string;
  agentId: string;
  /** For the timeline, e.g. “French and sizing, 3 of 6 in hand, longest idle”. */
  why: string;
}

/**
 * Who takes what, given who is online. The waiting ones choose by priority, then deadline, then longest waiting, and
 * loads rise with each match; one that nobody can take holds up none of those behind it.
 */
export function match(
  waiting: readonly Waiting[],
  candidates: readonly Candidate[],
  strategyOf: (teamId?: string) => Strategy,
): Match[] {
  const agents = candidates.map((candidate) => ({ ...candidate }));
  let latest = Math.max(0, ...agents.map(({ lastAssignedAt }) => lastAssignedAt ?? 0));
  const matches: Match[] = [];
  for (const conversation of waiting.toSorted(byUrgency)) {
    if (!agents.some(hasRoom)) break;
    const choice = choose(conversation, agents, strategyOf(conversation.teamId));
    if (!choice) continue;
    const { candidate, why } = choice;
    matches.push({ conversationId: conversation.conversationId, agentId: candidate.agentId, why });
    candidate.load += 1;
    candidate.lastAssignedAt = latest += 1;
  }
  return matches;
}

function byUrgency(a: Waiting, b: Waiting): number {
  return (
    b.priorityRank - a.priorityRank ||
    (a.dueAt ?? Number.MAX_VALUE) - (b.dueAt ?? Number.MAX_VALUE) ||
    a.waitingSince - b.waitingSince ||
    (a.conversationId < b.conversationId ? -1 : 1)
  );
}

function choose(
  conversation: Waiting,
  agents: readonly Candidate[],
  strategy: Strategy,
): { candidate: Candidate; why: string } | undefined {
  const last = agents.find(({ agentId }) => agentId === conversation.preferredAgentId);
  if (last && hasRoom(last)) {
    const because = conversation.isOwners ? 'owner of the customer' : 'had it before';
    return { candidate: last, why: `${because}, ${inHand(last)}` };
  }
  const choice = best(ableToTake(conversation, agents), strategy, conversation.requiredSkills);
  if (!choice) return undefined;
  const { candidate, because } = choice;
  const why = [...asked(conversation, candidate), inHand(candidate), because].join(', ');
  return { candidate, why };
}

function inHand({ load, capacity }: Candidate): string {
  return `${String(load)} of ${String(capacity)} in hand`;
}

/** What the conversation asked for, and what became of that. */
function asked({ requiredSkills, eligible }: Waiting, { role }: Candidate): string[] {
  if (eligible === 'supervisors' && role === 'supervisor') return ['left to the supervisors'];
  if (requiredSkills.length === 0) return [];
  const skills = AND.format(requiredSkills.map(nameOf));
  return [eligible === 'skills' ? skills : `${skills} no longer required`];
}

const AND = new Intl.ListFormat('en-GB');
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

function nameOf({ kind, value, level = 1 }: Skill): string {
  const isCode = kind === 'language' && /^[a-z]{2,3}(-[a-z]{2,4})?$/i.test(value);
  const name = isCode ? (LANGUAGES.of(value) ?? value) : value;
  return level > 1 ? `${name} at level ${String(level)}` : name;
}
