export type SkillKind = 'language' | 'platform' | 'topic';

/** Held by an agent: their level, 1–5. Required by a conversation: the least level. 1 when it isn't said. */
export interface Skill {
  kind: SkillKind;
  value: string;
  level?: number;
}

/** A conversation in the queue. */
export interface Waiting {
  conversationId: string;
  teamId?: string;
  requiredSkills: Skill[];
  /** How far the requirement has relaxed. */
  eligible: 'skills' | 'team' | 'supervisors';
  /** 0 low – 3 urgent. */
  priorityRank: number;
  /** Instants in ms. */
  dueAt?: number;
  waitingSince: number;
  /** Who had it last, and gets it back when there is room. A transfer to another team forgets them. */
  preferredAgentId?: string;
  /** It is new, and the preferred one is its customer's owner. */
  isOwners?: boolean;
}

/** Somebody who is online. */
export interface Candidate {
  agentId: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
  teamId?: string;
  skills: Skill[];
  /** How many open conversations they may hold, and how many they do. */
  capacity: number;
  load: number;
  /** Instant in ms. */
  lastAssignedAt?: number;
  /** Given more than fits, by hand: nothing new until that is worked off. */
  overCapacityByHand?: boolean;
}

export function hasRoom(candidate: Candidate): boolean {
  return candidate.load < candidate.capacity && !candidate.overCapacityByHand;
}

/**
 * Who of those with room may be given the conversation. Supervisors only when it has come to them, and then only while
 * nobody of the team is free: it must not wait for a supervisor beside an agent who could take it.
 */
export function ableToTake(conversation: Waiting, candidates: readonly Candidate[]): Candidate[] {
  const { teamId, eligible, requiredSkills } = conversation;
  const inTeam = (candidate: Candidate) => isInTeam(teamId, candidate);
  const agents = candidates.filter(
    (candidate) =>
      candidate.role !== 'supervisor' &&
      hasRoom(candidate) &&
      inTeam(candidate) &&
      (eligible !== 'skills' || requiredSkills.every((skill) => isMet(skill, candidate))),
  );
  if (eligible === 'supervisors' && agents.length === 0) {
    const supervisors = candidates.filter(({ role }) => role === 'supervisor');
    const own = supervisors.filter(inTeam);
    return (own.length > 0 ? own : supervisors).filter(hasRoom);
  }
  return agents;
}

const isInTeam = (teamId: string | undefined, candidate: Pick<Candidate, 'teamId'>): boolean =>
  teamId === undefined || candidate.teamId === teamId;

/** Of its team, and with the skills: may be given it whenever there is room. */
export const suits = (
  { teamId, requiredSkills }: Pick<Waiting, 'teamId' | 'requiredSkills'>,
  candidate: Pick<Candidate, 'teamId' | 'skills'>,
): boolean =>
  isInTeam(teamId, candidate) && requiredSkills.every((skill) => isMet(skill, candidate));

/** The level at which they have a skill, 0 when they don't. Values are compared without regard to case. */
export function levelOf({ kind, value }: Skill, { skills }: Pick<Candidate, 'skills'>): number {
  const wanted = value.toLowerCase();
  const levels = skills
    .filter((skill) => skill.kind === kind && skill.value.toLowerCase() === wanted)
    .map(({ level }) => level ?? 1);
  return Math.max(0, ...levels);
}

export function isMet(required: Skill, candidate: Pick<Candidate, 'skills'>): boolean {
  return levelOf(required, candidate) >= Math.max(1, required.level ?? 1);
}
