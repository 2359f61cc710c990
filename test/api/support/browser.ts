/** A browser as the api sees it: it keeps the session's cookie, and says which page asks. */
import { hashPassword } from '../../../api/identity/passwords.ts';
import type { Reply, Shape, TestApi } from './api.ts';

export interface Browser {
  cookie(): string | undefined;
  call<T = Shape>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
}

export function browser(api: TestApi, cookie?: string): Browser {
  let kept = cookie;
  return {
    cookie: () => kept,
    async call<T>(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) {
      const reply = await api.call<T>(method, `/api/v1${path}`, {
        as: 'nobody',
        ...(body === undefined ? {} : { body }),
        headers: { origin: api.url, ...(kept === undefined ? {} : { cookie: kept }), ...headers },
      });
      const [given] = reply.headers.getSetCookie();
      const value = given?.split(';')[0];
      if (value !== undefined) kept = value.endsWith('=') ? undefined : value;
      return reply;
    },
  };
}

export async function givePassword(api: TestApi, agentId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await api.parts.prisma.credential.upsert({
    where: { agentId },
    create: { agentId, passwordHash },
    update: { passwordHash },
  });
}

/** Somebody with an open session. */
export async function loggedIn(
  api: TestApi,
  role: keyof TestApi['agents'],
  password = 'a boat in the harbour',
): Promise<Browser> {
  await givePassword(api, api.agents[role], password);
  const one = browser(api);
  const reply = await one.call('POST', '/session', { email: `${role}@desk.example`, password });
  if (reply.status !== 201) throw new Error(`not let in: ${JSON.stringify(reply.body)}`);
  return one;
}
