/**
 * The demo desk: run at every start of `npm start`, it adds what is not there and leaves what somebody changed. A desk without
 * conversations gets 60 days of them; with `--quiet` it stays empty.
 */
import { createHash } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { demoPassword } from '../domain/passwords.ts';
import { defaultSettings } from '../domain/settings.ts';
import { readConfig } from '../runtime/config.ts';
import type { Config } from '../runtime/config.ts';
import { createPool, createPrisma } from '../runtime/database.ts';
import { seal } from '../runtime/secrets.ts';
import { demoAccounts, inTheDesksForm } from '../sandbox/accounts.ts';
import type { Prisma, PrismaClient } from './client/client.ts';
import { credentialsIn, type Credentials } from './seed/credentials.ts';
import { addHistory } from './seed/history.ts';
import { addKnowledge } from './seed/knowledge.ts';
import { addLibrary } from './seed/library.ts';
import { people, seedId, teams } from './seed/people.ts';
import { policies, routingRules } from './seed/rules.ts';

export async function seed(prisma: PrismaClient, config: Config): Promise<Credentials> {
  await prisma.settings.createMany({
    data: [{ id: 1, data: json(defaultSettings) }],
    skipDuplicates: true,
  });
  await prisma.slaPolicy.createMany({
    data: policies.map(({ name, config: it }) => ({
      id: seedId('policy', name),
      name,
      config: json(it),
    })),
    skipDuplicates: true,
  });
  await prisma.team.createMany({
    data: teams.map(({ name, routingStrategy, policy }) => ({
      id: seedId('team', name),
      name,
      routingStrategy,
      slaPolicyId: seedId('policy', policy),
    })),
    skipDuplicates: true,
  });
  await addPeople(prisma);
  await addAccounts(prisma, config);
  await prisma.routingRule.createMany({
    data: routingRules.map(({ name, team, skills, policy, ...conditions }, index) => ({
      id: seedId('rule', name),
      position: (index + 1) * 10,
      name,
      ...conditions,
      teamId: seedId('team', team),
      slaPolicyId: policy ? seedId('policy', policy) : null,
      skills: json(skills),
    })),
    skipDuplicates: true,
  });
  await addLibrary(prisma);
  await addKnowledge(prisma);
  if (config.demo) await addPasswords(prisma);
  const credentials = await credentialsIn(config.home, people);
  await addTokens(prisma, credentials);
  return credentials;
}

async function addPeople(prisma: PrismaClient): Promise<void> {
  await prisma.agent.createMany({
    data: people.map(({ name, email, role, team, skills, capacity, isOnline }) => ({
      id: seedId('agent', email),
      name,
      email,
      role,
      teamId: team ? seedId('team', team) : null,
      skills: json(skills),
      capacity,
      availability: isOnline ? 'online' : 'offline',
    })),
    skipDuplicates: true,
  });
}

/** Known to everybody; whoever has set one of their own keeps it. */
async function addPasswords(prisma: PrismaClient): Promise<void> {
  const agentIds = people.map(({ email }) => seedId('agent', email));
  const kept = await prisma.credential.count({ where: { agentId: { in: agentIds } } });
  if (kept === agentIds.length) return;
  const passwordHash = await hash(demoPassword);
  await prisma.credential.createMany({
    data: agentIds.map((agentId) => ({ agentId, passwordHash })),
    skipDuplicates: true,
  });
}

/** The sandbox may have moved to another port since; an account that was pointed elsewhere stays there. */
async function addAccounts(prisma: PrismaClient, { sandbox, secretKeys }: Config): Promise<void> {
  for (const account of demoAccounts) {
    const { credentials, webhookSecrets, ...rest } = inTheDesksForm(
      account,
      `http://127.0.0.1:${sandbox.port}`,
    );
    const id = seedId('account', account.platform);
    await prisma.account.createMany({
      data: [{ id, ...rest, secrets: seal(secretKeys, { credentials, webhookSecrets }) }],
      skipDuplicates: true,
    });
    await prisma.account.updateMany({
      where: { id, baseUrl: { startsWith: 'http://127.0.0.1:' } },
      data: { baseUrl: rest.baseUrl },
    });
  }
}

/** The file is what counts: a lost one was written anew, and the tokens it held before are void. */
async function addTokens(prisma: PrismaClient, { adminToken, users }: Credentials): Promise<void> {
  const isUsers = users.some(({ token }) => token === adminToken);
  const all = isUsers
    ? users
    : [...users, { name: 'Admin', email: 'admin', role: 'admin', token: adminToken }];
  for (const { name, email, role, token } of all) {
    const id = seedId('token', email);
    const tokenHash = new Uint8Array(createHash('sha256').update(token).digest());
    await prisma.apiToken.upsert({
      where: { id },
      update: { tokenHash },
      create: {
        id,
        name: `${name} (demo)`,
        role,
        tokenHash,
        agentId: email === 'admin' ? null : seedId('agent', email),
      },
    });
  }
}

const json = (value: unknown): Prisma.InputJsonValue =>
  JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

if (import.meta.main) {
  const config = readConfig();
  const prisma = createPrisma(config.database, { applicationName: 'careline-seed', max: 2 });
  const pool = createPool(config.database, { applicationName: 'careline-seed', max: 1 });
  try {
    await seed(prisma, config);
    if (!process.argv.includes('--quiet')) await addHistory(pool, config);
  } finally {
    await Promise.all([prisma.$disconnect(), pool.end()]);
  }
}
