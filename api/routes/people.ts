/** How people come to a password: invited, or when they forgot theirs. */
import { z } from 'zod';
import { CareError, notFound } from '../../domain/errors.ts';
import type { Agent as AgentRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { audited } from '../audit.ts';
import { dense } from '../dense.ts';
import { addressKey, emailKey, isWithin } from '../identity/attempts.ts';
import { invitationLetter, resetLetter } from '../identity/letters.ts';
import { makeLink, useLink, type Link, type LinkKind } from '../identity/links.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findAgent } from '../reads/agents.ts';
import { iso } from '../reads/present.ts';
import { workspaceName } from '../reads/session.ts';
import { requireReferences } from '../references.ts';
import { Agent } from '../schemas/agent.ts';
import { byId, id, instant, name, role } from '../schemas/common.ts';
import { email, password, Session } from '../schemas/session.ts';
import { sessionAnswer } from './session.ts';

const sent = {
  url: z.string().optional().meta({
    description: 'The link, where no mail could be sent: hand it over yourself. Shown this once.',
  }),
  mailed: z.boolean(),
  expiresAt: instant,
};
const SentLink = z.object(sent).meta({ id: 'SentLink' });
const Invitation = z.object({ agent: Agent, ...sent }).meta({ id: 'Invitation' });

const hour = 3600;
const [mostPerPerson, mostPerAddress] = [3, 20];

const facts = { method: 'post', tag: 'Teams and agents' } as const;

export function peopleOperations(parts: Parts): Operation[] {
  const { pool, prisma, config, mailer } = parts;

  const letterFor = async (agent: AgentRow, kind: LinkKind, link: Link) => {
    const write = kind === 'invitation' ? invitationLetter : resetLetter;
    const workspace = await workspaceName(prisma);
    return write({ to: agent.email, name: agent.name, workspace, link });
  };
  /** By mail, and where that does not work by whoever asked for it. */
  const hand = async (agent: AgentRow, kind: LinkKind, link: Link) => {
    const mailed = mailer ? await mailer.send(await letterFor(agent, kind, link)) : false;
    return { ...(mailed ? {} : { url: link.url }), mailed, expiresAt: iso(link.expiresAt) };
  };

  return [
    operation({
      ...facts,
      path: '/invitations',
      id: 'inviteAgent',
      summary: 'Add an agent, and send the link by which they choose a password',
      permission: 'people.invite',
      status: 201,
      isSecret: true,
      body: z.strictObject({ name, email, role, teamId: id.optional() }),
      answer: Invitation,
      async handle({ body, caller }) {
        const { agent, link } = await audited(prisma, caller, 'agent.invited', async (tx) => {
          await requireReferences(tx, body);
          const row = await tx.agent.create({ data: { id: newId(), ...dense(body) } });
          const result = {
            agent: row,
            link: await makeLink(tx, config.publicUrl, row.id, 'invitation'),
          };
          return { target: row.id, data: body, result };
        });
        const handed = await hand(agent, 'invitation', link);
        return { body: { agent: await findAgent(pool, agent.id), ...handed } };
      },
    }),
    operation({
      ...facts,
      path: '/agents/{agentId}/invitation',
      id: 'inviteAgain',
      summary: 'Send an agent who has no password yet a new link; the one before works no more',
      permission: 'people.invite',
      status: 201,
      isSecret: true,
      params: byId('agentId'),
      body: z.strictObject({}),
      answer: Invitation,
      async handle({ params: { agentId }, caller }) {
        const { agent, link } = await audited(prisma, caller, 'agent.invited', async (tx) => {
          const row = await tx.agent.findFirst({ where: { id: agentId, deactivatedAt: null } });
          if (!row) throw notFound('active agent');
          if (await tx.credential.findUnique({ where: { agentId } })) {
            throw new CareError('wrong_status', 'They have a password: reset it instead.');
          }
          const result = {
            agent: row,
            link: await makeLink(tx, config.publicUrl, agentId, 'invitation'),
          };
          return { target: agentId, result };
        });
        const handed = await hand(agent, 'invitation', link);
        return { body: { agent: await findAgent(pool, agentId), ...handed } };
      },
    }),
    operation({
      ...facts,
      path: '/agents/{agentId}/password-reset',
      id: 'resetPassword',
      summary: 'Send an agent a link for a new password; the old one is good until they use it',
      permission: 'people.invite',
      status: 201,
      isSecret: true,
      params: byId('agentId'),
      body: z.strictObject({}),
      answer: SentLink,
      async handle({ params: { agentId }, caller }) {
        const { agent, link } = await audited(prisma, caller, 'password.reset', async (tx) => {
          const row = await tx.agent.findFirst({ where: { id: agentId, deactivatedAt: null } });
          if (!row) throw notFound('active agent');
          const result = {
            agent: row,
            link: await makeLink(tx, config.publicUrl, agentId, 'reset'),
          };
          return { target: agentId, result };
        });
        return { body: await hand(agent, 'reset', link) };
      },
    }),
    operation({
      ...facts,
      tag: 'Session',
      path: '/password-resets',
      id: 'askForPassword',
      summary: 'I forgot my password: a link comes by mail, if somebody has this address',
      permission: 'public',
      status: 202,
      body: z.strictObject({ email }),
      async handle({ body, client }) {
        // Answered before anything is looked up: neither words nor time tell whether there is somebody.
        mailer?.sendLater(async () => {
          const mayAsk =
            (await isWithin(pool, addressKey('reset-by', client.address), mostPerAddress, hour)) &&
            (await isWithin(pool, emailKey('reset', body.email), mostPerPerson, hour));
          const agent = await prisma.agent.findFirst({
            where: { email: body.email, deactivatedAt: null },
          });
          if (!agent || !mayAsk) return undefined;
          const actor = { type: 'system', id: 'sign-in' } as const;
          const link = await audited(prisma, { actor }, 'password.reset', async (tx) => ({
            target: agent.id,
            data: { address: client.address },
            result: await makeLink(tx, config.publicUrl, agent.id, 'reset'),
          }));
          return letterFor(agent, 'reset', link);
        });
        return Promise.resolve({});
      },
    }),
    operation({
      ...facts,
      tag: 'Session',
      path: '/one-time-links',
      id: 'useOneTimeLink',
      summary: 'Choose a password by the link of an invitation or a reset, and be logged in',
      permission: 'public',
      status: 201,
      refusals: [410],
      body: z.strictObject({ token: z.string().min(1).max(200), password }),
      answer: Session,
      handle: async ({ body, client }) => sessionAnswer(parts, await useLink(parts, body, client)),
    }),
  ];
}
