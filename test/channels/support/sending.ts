import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'vitest';
import type {
  CallOptions,
  Channel,
  ChannelAccount,
  OutboundMessage,
  SendOutcome,
} from '../../../channels/channel.ts';
import { startPlatform, type Answer } from './platform-server.ts';

export const within = (ms = 5_000): CallOptions => ({ deadline: Date.now() + ms });

export const codeOf = (outcome: SendOutcome) =>
  outcome.kind === 'sent' ? outcome.kind : `${outcome.kind} ${outcome.failure.code}`;

/** What must hold wherever no byte of the request can have left. */
export async function expectNotReached(
  channel: Channel,
  account: ChannelAccount,
  message: OutboundMessage,
): Promise<void> {
  const gone = await silentPort();
  await gone.stop();
  const silent = await silentPort();
  const ways: [string, CallOptions][] = [
    [`http://127.0.0.1:${String(gone.port)}`, within()],
    ['http://nobody.invalid', within(3_000)],
    // The connection stands, but TLS never does.
    [`https://127.0.0.1:${String(silent.port)}`, within(200)],
    [`http://127.0.0.1:${String(silent.port)}`, within(0)],
    [`http://127.0.0.1:${String(silent.port)}`, within(-1_000)],
  ];
  for (const [baseUrl, options] of ways) {
    const from = Date.now();
    const outcome = await channel.send({ ...account, baseUrl }, message, options);
    expect([baseUrl, codeOf(outcome)]).toEqual([baseUrl, 'retryAt not_reached']);
    if (outcome.kind !== 'retryAt') continue;
    expect(outcome.at).toBeGreaterThanOrEqual(from + 5_000);
    expect(outcome.at).toBeLessThanOrEqual(Date.now() + 5_000);
  }
  await silent.stop();
}

/** Deadlines that race the connection: "not sent" is never said of a request that arrived. */
export async function expectTruthAtDeadline(
  channel: Channel,
  account: ChannelAccount,
  message: OutboundMessage,
  answer: Answer,
): Promise<void> {
  const platform = await startPlatform();
  platform.answersWith(answer);
  const at = { ...account, baseUrl: platform.baseUrl };
  const attempts = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const content = `race ${String(index)}.`;
      const outcome = await channel.send(at, { ...message, content }, within(index % 30));
      return { content, outcome };
    }),
  );
  // What was given up while it was under way may still be read.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const arrived = JSON.stringify(platform.seen.map(({ body }) => body));
  await platform.stop();
  for (const { content, outcome } of attempts) {
    const code = codeOf(outcome);
    expect(['sent', 'retryAt not_reached', 'unknown lost_answer']).toContain(code);
    if (code === 'sent') expect(arrived).toContain(content);
    if (code === 'retryAt not_reached') expect(arrived).not.toContain(content);
  }
  expect(attempts.map(({ outcome }) => codeOf(outcome))).toContain('retryAt not_reached');
}

/** A server that takes connections and says nothing. */
async function silentPort() {
  const server = createServer((socket) => sockets.add(socket));
  const sockets = new Set<Socket>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
