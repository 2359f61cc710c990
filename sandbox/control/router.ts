import express, { Router } from 'express';
import type { Request } from 'express';
import { z } from 'zod';
import { answerElsewhere } from '../chats/account.ts';
import { block, read } from '../chats/customer.ts';
import { answer } from '../feed/account.ts';
import { feedOf, publish, sceneOf } from '../feed/scene.ts';
import { inTheDesksForm } from '../accounts.ts';
import { platformNames } from '../model.ts';
import { sites } from '../sites.ts';
import { addAccount, NewAccount } from './accounts.ts';
import { FaultOrder } from './fault-order.ts';
import { onlyFromHere } from './guard.ts';
import { Inbound, receiveInbound } from './inbound.ts';
import { inboxLog, ledger } from './lists.ts';
import { accountNamed, chatOfCustomer } from './parts.ts';
import type { ControlParts } from './parts.ts';
import { phoneOf } from './phone.ts';
import { asProblem, Problem } from './problem.ts';

const PlatformName = z.enum(platformNames);
const WebhookTarget = z.strictObject({
  platform: PlatformName,
  url: z.url({ protocol: /^https?$/ }),
});
/** To the customer in private, or below the comment. */
const Elsewhere = z
  .strictObject({
    account: z.string().optional(),
    customer: z.coerce.string().optional(),
    comment: z.string().optional(),
    text: z.string().min(1),
  })
  .refine((it) => (it.customer === undefined) !== (it.comment === undefined), {
    error: 'either a customer or a comment is answered',
  });
const NewPost = z.strictObject({ account: z.string().optional(), text: z.string().min(1) });
const OfAccount = z.object({ account: z.string().optional() });

/** How people and tests steer the simulated platforms; from this machine only. @param more what is below the same door */
export function controlRouter(parts: ControlParts, more: Router): Router {
  const { world, faults, platformOf, phones } = parts;
  const router = Router();
  router.use(onlyFromHere, express.json({ limit: '2mb' }), more);

  for (const name of platformNames) {
    const own = sites[name].control?.(parts);
    if (own !== undefined) router.use(`/${name}`, own);
  }
  router.post('/:platform/inbound', (request, response) => {
    const platform = platformIn(request);
    const { platformMessageId, event } = receiveInbound(
      parts,
      platform,
      Inbound.parse(request.body),
    );
    response.status(202).json({ platformMessageId, ...(event && { eventKey: event.eventKey }) });
  });
  router.post('/:platform/answer-elsewhere', (request, response) => {
    const platform = platformIn(request);
    const { account, customer = '', comment, text } = Elsewhere.parse(request.body);
    if (comment !== undefined) {
      const scene = sceneOf(world, accountNamed(world, platform, account), comment);
      if (scene === undefined) throw new Problem(404, `no comment ${comment}`);
      const said = answer(scene, feedOf(platformOf(platform)), { text, isElsewhere: true });
      response.status(202).json({ platformMessageId: said.id });
      return;
    }
    const setting = chatOfCustomer(world, platform, customer, account);
    const { message, echo } = answerElsewhere(setting, platformOf(platform), text);
    response
      .status(202)
      .json({ platformMessageId: message.id, ...(echo && { eventKey: echo.eventKey }) });
  });

  router.post('/:platform/posts', (request, response) => {
    const platform = platformIn(request);
    const { account, text } = NewPost.parse(request.body);
    const { feed } = platformOf(platform);
    if (feed === undefined) throw new Problem(400, `nothing on ${platform} is public`);
    const { id } = publish(world, feed, accountNamed(world, platform, account), text);
    response.status(201).json({ id });
  });

  router.get('/ledger', (request, response) =>
    response.json({ data: ledger(world, request.query) }),
  );
  router.get('/inbox-log', (request, response) =>
    response.json({ data: inboxLog(world, request.query) }),
  );
  router.get('/pending', (_request, response) =>
    response.json({
      data: [...world.tables.webhooks.values()].map(({ payload: _payload, ...it }) => it),
    }),
  );

  router.get('/faults', (_request, response) => response.json({ data: faults.list() }));
  router.post('/faults', (request, response) => {
    response.status(201).json({ id: faults.add(FaultOrder.parse(request.body)).id });
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.delete('/faults/:id', (request, response) => {
    if (!faults.remove(request.params.id)) throw new Problem(404, `no fault ${request.params.id}`);
    response.status(204).end();
  });

  router.get('/accounts', (_request, response) => {
    response.json([...world.tables.accounts.values()].map((it) => inTheDesksForm(it, parts.url())));
  });
  router.post('/accounts', (request, response) => {
    const account = addAccount(world, NewAccount.parse(request.body));
    response.status(201).json(inTheDesksForm(account, parts.url()));
  });

  router.get('/customers/:platform/:id/phone', (request, response) => {
    response.json(phoneOf(customerIn(parts, request), phones));
  });
  router.post('/customers/:platform/:id/read', (request, response) => {
    const event = read(customerIn(parts, request), platformOf(platformIn(request)));
    response.status(202).json({ ...(event && { eventKey: event.eventKey }) });
  });
  for (const action of ['block', 'unblock'] as const) {
    router.post(`/customers/:platform/:id/${action}`, (request, response) => {
      block(customerIn(parts, request), platformOf(platformIn(request)), action === 'block');
      response.status(204).end();
    });
  }

  router.post('/webhooks', (request, response) => {
    const { platform, url } = WebhookTarget.parse(request.body);
    accountNamed(world, platform);
    world.commit([['webhookUrls', platform, url]]);
    response.status(204).end();
  });
  router.post('/reset', (_request, response) => {
    parts.reset();
    response.status(204).end();
  });
  router.use((request) => {
    throw new Problem(404, `nothing at ${request.method} ${request.path}`);
  });
  router.use(asProblem);
  return router;
}

function platformIn(request: Request) {
  const parsed = PlatformName.safeParse(request.params['platform']);
  if (parsed.success) return parsed.data;
  throw new Problem(404, `platform: one of ${platformNames.join(', ')}`);
}

function customerIn({ world }: ControlParts, request: Request) {
  const fromBody = OfAccount.safeParse(request.body).data?.account;
  const account = fromBody ?? OfAccount.safeParse(request.query).data?.account;
  return chatOfCustomer(world, platformIn(request), String(request.params['id']), account);
}
