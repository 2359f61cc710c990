import express, { Router } from 'express';
import { answerUnderFaults, inWords } from '../answer.ts';
import type { Phones } from '../chats/phones.ts';
import type { Call, Faults } from '../faults.ts';
import { bytesAnswer } from '../files.ts';
import type { Account } from '../model.ts';
import type { Platform } from '../platform.ts';
import type { World } from '../world.ts';
import * as bot from './bot.ts';
import type { Method } from './call.ts';
import { BotApiError, botApiAnswer, botApiDialect, notFound } from './errors.ts';
import { fileAt, getFile } from './files.ts';
import type { FloodControl } from './flood-control.ts';
import * as messages from './messages.ts';
import { readParameters } from './parameters.ts';
import * as sends from './send.ts';

export interface TelegramParts {
  world: World;
  platform: Platform;
  phones: Phones;
  flood: FloodControl;
  faults: Faults;
  defaultWebhookUrl: (account: Account) => string;
}

/** The Bot API as far as a care desk needs it. */
export function telegramRouter(parts: TelegramParts): Router {
  const { world, faults } = parts;
  const methods = methodsByName(parts.defaultWebhookUrl);
  const router = Router();
  router.use(express.raw({ type: () => true, limit: '52mb' }));

  router.all('/bot:token/:method', async (request, response) => {
    const account = botOf(world, request.params.token);
    const found = methods.get(request.params.method.toLowerCase());
    if (found === undefined) throw notFound();
    const parameters = readParameters(request);
    const call = {
      platform: 'telegram',
      account: account.externalId,
      endpoint: found.endpoint,
    } as const;
    await answerUnderFaults(response, faults, call, botApiDialect, async () => {
      try {
        return await found.method({ ...parts, account, parameters });
      } catch (error) {
        if (error instanceof BotApiError) return botApiAnswer(error);
        throw error;
      }
    });
  });

  router.get('/file/bot:token/*path', async (request, response) => {
    const { externalId } = botOf(world, request.params.token);
    const file = fileAt(world, request.params.path.join('/'));
    if (file === undefined) throw notFound();
    const call = { platform: 'telegram', account: externalId, endpoint: 'download' } as const;
    await answerUnderFaults(response, faults, call, botApiDialect, () => bytesAnswer(file));
  });
  router.use(() => {
    throw notFound();
  });
  router.use(inBotApisWords);
  return router;
}

function botOf(world: World, token: string): Account {
  if (!/^\d+:[\w-]+$/.test(token)) throw notFound();
  const account = world.accountsOf('telegram').find((it) => it.credentials['botToken'] === token);
  if (account === undefined) throw new BotApiError(401, 'Unauthorized');
  return account;
}

function methodsByName(defaultUrl: (account: Account) => string) {
  const entry = (endpoint: Call['endpoint'], named: Record<string, Method>) =>
    Object.entries(named).map(
      ([name, method]) => [name.toLowerCase(), { endpoint, method }] as const,
    );
  const { getChat, getUserProfilePhotos, getMe, setWebhook, deleteWebhook } = bot;
  const { sendChatAction, setMessageReaction, editMessageText } = messages;
  const { deleteMessage, answerCallbackQuery } = messages;
  return new Map([
    ...entry('send', { ...sends }),
    ...entry('profile', { getChat, getUserProfilePhotos }),
    ...entry('other', { getMe, setWebhook, deleteWebhook, getFile }),
    ...entry('other', { getWebhookInfo: bot.getWebhookInfo(defaultUrl) }),
    ...entry('other', { sendChatAction, setMessageReaction, editMessageText }),
    ...entry('other', { deleteMessage, answerCallbackQuery }),
  ]);
}

const inBotApisWords = inWords((error, status) =>
  botApiAnswer(
    error instanceof BotApiError
      ? error
      : status === 413
        ? new BotApiError(413, 'Request Entity Too Large')
        : new BotApiError(500, 'Internal Server Error'),
  ),
);
