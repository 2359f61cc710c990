import { z } from 'zod';
import { permissions } from '../permissions.ts';
import { Agent } from './agent.ts';
import { id, instant, role } from './common.ts';

const Workspace = z.object({
  name: z.string(),
  demo: z.boolean().meta({ description: 'Anybody may come in as one of the demo’s people.' }),
  temporalUiUrl: z.string().optional().meta({ description: 'For supervisors and admins.' }),
});

export const Session = z
  .object({
    agent: Agent,
    role: role.meta({ description: 'The token’s, where that is less than the agent’s.' }),
    permissions: z.array(z.enum(Object.keys(permissions))),
    workspace: Workspace,
    sessionId: id.optional().meta({ description: 'Absent: it is a token that asks.' }),
  })
  .meta({ id: 'Session' });

export type SessionJson = z.input<typeof Session>;

export const SignIn = z
  .object({
    workspace: Workspace.pick({ name: true }),
    demo: z.boolean(),
    oidc: z.object({ label: z.string(), startUrl: z.string() }).optional(),
    resetBy: z
      .enum(['mail', 'admin'])
      .meta({ description: 'Who sends the link for a new password.' }),
  })
  .meta({ id: 'SignIn' });

export const OwnSession = z
  .object({
    id,
    agentId: id,
    userAgent: z.string(),
    isCurrent: z.boolean(),
    createdAt: instant,
    seenAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'SessionEntry' });

/** A wrong one is compared too: it may be longer than any that can be set. */
export const password = z.string().min(1).max(1000);
export const email = z.email().max(254).toLowerCase();
