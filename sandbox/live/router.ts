/** What the sandbox's own page asks beyond the control API: views, who one may be, the crowd's pace, the desk's processes. */
import { Router } from 'express';
import type { Request } from 'express';
import { z } from 'zod';
import type { ControlParts } from '../control/parts.ts';
import { accountNamed } from '../control/parts.ts';
import { Problem } from '../control/problem.ts';
import type { RunningCrowd } from '../crowd/start.ts';
import { platformNames } from '../model.ts';
import { abilities } from './abilities.ts';
import { chatView } from './chat-view.ts';
import { killProcess } from './desk.ts';
import type { DeskDoors } from './desk.ts';
import { feedView } from './feed-view.ts';
import { invent, peopleOn } from './people.ts';
import { sendPicture } from './pictures.ts';
import type { Stream } from './stream.ts';

const PlatformName = z.enum(platformNames);
const NewPerson = z.strictObject({ name: z.string().trim().min(1).max(100) });
const NewPace = z.strictObject({
  isOn: z.boolean().optional(),
  rate: z.number().positive().max(6000).optional(),
});

export interface LiveParts extends ControlParts {
  stream: Stream;
  crowd: RunningCrowd;
  desk: DeskDoors;
}

export function liveRouter(parts: LiveParts): Router {
  const { world, platformOf, stream, crowd, desk } = parts;
  const router = Router();
  router.get('/stream', (request, response) => {
    stream.open(request, response);
  });
  router.get('/platforms', (_request, response) =>
    response.json({ data: abilities(world, platformOf) }),
  );
  router.get('/platforms/:platform/people', (request, response) => {
    const { platform, externalId } = accountIn(parts, request);
    response.json({ data: peopleOn(world, platform, externalId) });
  });
  router.post('/platforms/:platform/people', (request, response) => {
    const { platform } = accountIn(parts, request);
    const { id, name, handle } = invent(world, platform, NewPerson.parse(request.body).name);
    response.status(201).json({ id, name, ...(handle !== undefined && { handle }) });
  });
  router.get('/platforms/:platform/chats/:customer', (request, response) => {
    response.json(chatView(world, accountIn(parts, request), request.params.customer));
  });
  router.get('/platforms/:platform/feed', (request, response) => {
    response.json(feedView(world, accountIn(parts, request)));
  });
  router.get('/pictures/:fileId', (request, response) => {
    sendPicture(world, request, response);
  });
  router.patch('/crowd', (request, response) => {
    const { isOn, rate } = NewPace.parse(request.body);
    const now = crowd.pace();
    crowd.setPace({ isOn: isOn ?? now.isOn, rate: rate ?? now.rate });
    response.json(crowd.pace());
  });
  router.post('/processes/:name/kill', async (request, response) => {
    const status = await killProcess(desk, request.params.name);
    if (status === undefined) throw new Problem(404, 'this desk was not started by npm start');
    if (status === 404) throw new Problem(404, `no process ${request.params.name}`);
    if (status !== 202) throw new Problem(409, `${request.params.name} does not run at the moment`);
    response.status(202).end();
  });
  return router;
}

/** The demo account of the platform: the one that this page plays with. */
function accountIn({ world }: LiveParts, request: Request) {
  const parsed = PlatformName.safeParse(request.params['platform']);
  if (!parsed.success) throw new Problem(404, `platform: one of ${platformNames.join(', ')}`);
  return accountNamed(world, parsed.data);
}
