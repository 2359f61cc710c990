import { Router } from 'express';
import { z } from 'zod';
import { accountNamed } from '../control/parts.ts';
import type { ControlParts } from '../control/parts.ts';
import { accessOf, putAccess } from './access.ts';
import type { BlueskyAccess } from './model.ts';

const Change = z.strictObject({
  account: z.string().optional(),
  /** New sessions may read and write direct messages. */
  isPrivileged: z.boolean().optional(),
  isTakenDown: z.boolean().optional(),
  /** Every access token; 0: they have run out. */
  tokensExpireInSeconds: z.number().min(0).optional(),
  /** Refresh tokens too: only the app password helps. */
  sessionsEnd: z.boolean().optional(),
});

const Person = z.strictObject({ allowIncoming: z.enum(['all', 'following', 'none']) });
const Closing = z.strictObject({ account: z.string().optional(), post: z.string() });

/** `PATCH /sandbox/bluesky/access`, `/people/:did`, `POST /closed`: what the account may, and what people let it do. */
export function blueskyControl({ world }: ControlParts): Router {
  const router = Router();
  router.patch('/access', (request, response) => {
    const {
      account: id,
      tokensExpireInSeconds,
      sessionsEnd,
      ...change
    } = Change.parse(request.body);
    const access = accessOf(world, accountNamed(world, 'bluesky', id));
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const accessExpiresAt = world.now() + (tokensExpireInSeconds ?? 0) * 1000;
    const sessions = access.sessions.map((it) => ({
      ...it,
      ...(tokensExpireInSeconds !== undefined && { accessExpiresAt }),
      ...(sessionsEnd === true && { refreshExpiresAt: world.now() }),
    }));
    const changed: BlueskyAccess = { ...access, ...given, sessions };
    world.commit([putAccess(changed)]);
    response.json({ ...changed, sessions: changed.sessions.length });
  });
  router.patch('/people/:did', (request, response) => {
    const person = { did: request.params.did, ...Person.parse(request.body) };
    world.commit([['blueskyPeople', person.did, person]]);
    response.json(person);
  });
  router.post('/closed', (request, response) => {
    const { account: id, post } = Closing.parse(request.body);
    const access = accessOf(world, accountNamed(world, 'bluesky', id));
    world.commit([putAccess({ ...access, closed: [...access.closed, post] })]);
    response.status(201).json({ post });
  });
  return router;
}
