/** The workspace's settings: what holds for the whole desk unless a team, an account or a policy says otherwise. */
import { defaultAssist, type AssistSettings } from './assist/settings.ts';
import { defaultCrm, type CrmSettings } from './crm/settings.ts';
import type { Strategy } from './matching.ts';
import type { SlaConfiguration } from './sla.ts';
import type { TeamVisibility } from './visibility.ts';

export interface Settings {
  /** What the workspace is called where people log in. */
  workspaceName: string;
  /** Platforms whose webhooks are taken; those of the others are ignored and counted. */
  platforms: string[];
  /** For conversations without a team; a team has its own. */
  routingStrategy: Strategy;
  /** For conversations that no rule, team or account gives a policy. */
  slaDefaults: SlaConfiguration;
  /** Off: the assistant reads nothing and suggests nothing, on any account. */
  aiAssistEnabled: boolean;
  assist: AssistSettings;
  crm: CrmSettings;
  /** An automatic answer meets the response clocks, as a person's does. */
  botAnswersCount: boolean;
  /** Whether agents see the conversations of other teams. */
  teamVisibility: TeamVisibility;
  /** A reply that waited longer asks "still send?"; absent: as the processes are configured. */
  replyHoldAfterMinutes?: number;
  /** A resolved conversation reopens within so many hours; absent: as the processes are configured. */
  reopenWindowHours?: number;
}

export const defaultSettings: Settings = {
  workspaceName: 'Careline',
  platforms: ['facebook', 'instagram', 'x', 'linkedin', 'bluesky', 'telegram'],
  routingStrategy: 'skill-based',
  slaDefaults: {
    firstResponseMinutes: 15,
    nextResponseMinutes: 30,
    resolutionHours: 24,
    businessHoursOnly: false,
  },
  aiAssistEnabled: true,
  assist: defaultAssist,
  crm: defaultCrm,
  botAnswersCount: false,
  teamVisibility: 'all',
};

/** What is stored (checked by the api when it was written), over the defaults: a row of an older release lacks what is new. */
export function settingsFrom(stored: unknown): Settings {
  if (typeof stored !== 'object' || stored === null) return defaultSettings;
  const known = stored as Partial<Settings>;
  return { ...defaultSettings, ...known, assist: { ...defaultAssist, ...known.assist } };
}
