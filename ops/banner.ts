import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoPassword } from '../domain/passwords.ts';
import type { Config } from '../runtime/config.ts';

/** What the demo seed leaves in `<home>/credentials.json`. */
interface Credentials {
  adminToken: string;
  users: { name: string; email: string; role: string; token: string }[];
}

const demoLine = ({ demo, api }: Config) =>
  demo
    ? `
  A demo: whoever opens http://localhost:${api.port} comes in by a click, or with an address below and the password ${demoPassword}
`
    : '';

/** The last thing `npm start` says: where everything is, who may come in, and a call to try. */
export async function banner(config: Config, logDir: string): Promise<string> {
  const file = join(config.home, 'credentials.json');
  const { adminToken, users } = JSON.parse(await readFile(file, 'utf8')) as Credentials;
  const api = `http://localhost:${config.api.port}`;
  const width = Math.max(...users.map((it) => it.email.length));
  return `
Careline is ready.

  api           ${api}/api/v1   (try it: ${api}/docs)
  webhooks      ${config.publicUrl}/webhooks/<platform>
  sandbox       http://localhost:${config.sandbox.port}   (the platforms, simulated)
  Temporal      ${config.temporal.uiUrl}
  logs          ${logDir}

${demoLine(config)}
  Who may come in, with a bearer token each (all of them: ${file}):
${users.map((it) => `  ${it.email.padEnd(width)}  ${it.role.padEnd(10)}  ${it.token}`).join('\n')}

  curl -s -H "Authorization: Bearer ${adminToken}" "${api}/api/v1/conversations?limit=5"

Ctrl-C ends all of it; the next start goes on where it was.
`;
}
