/** An api of its own on a database of its own, and a token for each role. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createApp } from '../../../api/app.ts';
import type { LiveTimes } from '../../../api/live/live.ts';
import { hashToken } from '../../../api/authenticate.ts';
import { createBoundedServer } from '../../../api/limits.ts';
import { createParts, type Parts } from '../../../api/parts.ts';
import type { Role } from '../../../api/permissions.ts';
import { createLogger, type Logger } from '../../../runtime/logger.ts';
import { newId } from '../../../runtime/ids.ts';
import {
  startPostgres,
  testConfig,
  type TestPostgres,
  type TestTemporal,
} from '../../support/environment.ts';

/** What most tests look at: things with an id, pages, problems. */
export interface Shape {
  id: string;
  version: number;
  data: { id: string }[];
  nextCursor: string | null;
  code: string;
  errors: { field: string; message: string }[];
}

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Call {
  as?: Role | 'nobody';
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestApi {
  url: string;
  parts: Parts;
  postgres: TestPostgres;
  /** Of the agent behind each role's token; admin's is bound to nobody. */
  agents: Record<Exclude<Role, 'admin'>, string>;
  tokens: Record<Role, string>;
  call<T = Shape>(method: string, path: string, call?: Call): Promise<Reply<T>>;
  /** Ends it all. */
  end(): Promise<void>;
}

export async function startApi(
  options: {
    temporal?: TestTemporal;
    postgres?: TestPostgres;
    env?: Record<string, string>;
    mostUnderWay?: number;
    logger?: Logger;
    live?: Partial<LiveTimes>;
    /** Another process of that one's desk, with the same people. */
    like?: TestApi;
  } = {},
): Promise<TestApi> {
  const { like } = options;
  const postgres = like
    ? { ...like.postgres, drop: () => Promise.resolve() }
    : (options.postgres ?? (await startPostgres()));
  const servers = { postgres, ...(options.temporal ? { temporal: options.temporal } : {}) };
  const config = testConfig(servers, options.env);
  const folder = await mkdtemp(join(tmpdir(), 'careline-api-'));
  const files = { ...config.files, folder };
  const parts = createParts({ ...config, files }, options.logger ?? createLogger('api', 'silent'));
  const server: Server = createBoundedServer(
    createApp(parts, {
      checksAnswers: true,
      ...(options.mostUnderWay === undefined ? {} : { mostUnderWay: options.mostUnderWay }),
    }),
  );
  parts.live.attach(server, options.live);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { agents, tokens } = like ?? (await addPeople(parts));
  return {
    url,
    parts,
    postgres,
    agents,
    tokens,
    async call<T>(
      method: string,
      path: string,
      { as = 'admin', token, body, headers = {} }: Call = {},
    ) {
      const bearer = token ?? (as === 'nobody' ? undefined : tokens[as]);
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
      };
    },
    async end() {
      await parts.live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await parts.close();
      await postgres.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addPeople({ prisma }: Parts) {
  const agents = { viewer: newId(), agent: newId(), supervisor: newId() };
  const tokens = {
    viewer: newToken(),
    agent: newToken(),
    supervisor: newToken(),
    admin: newToken(),
  };
  for (const [role, id] of Object.entries(agents)) {
    await prisma.agent.create({
      data: { id, name: `The ${role}`, email: `${role}@desk.example`, role },
    });
  }
  for (const [role, token] of Object.entries(tokens)) {
    await prisma.apiToken.create({
      data: {
        id: newId(),
        name: `${role}'s token`,
        role,
        tokenHash: new Uint8Array(hashToken(token)),
        ...(role in agents ? { agentId: agents[role as keyof typeof agents] } : {}),
      },
    });
  }
  return { agents, tokens };
}

export const newToken = (): string => `care_${randomBytes(24).toString('base64url')}`;
