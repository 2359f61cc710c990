import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World, WorldChange } from '../world.ts';
import type { BotCall, Method } from './call.ts';
import { chatOf } from './call.ts';
import { badRequest, ok } from './errors.ts';
import { telegramBot, telegramChat } from './objects.ts';

export const getMe: Method = ({ account }) =>
  ok({
    ...telegramBot(account),
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  });

export const getChat: Method = (call) => {
  const { customer } = chatOf(call);
  return ok({ ...telegramChat(customer), accent_color_id: 0, max_reaction_count: 11 });
};

export const getUserProfilePhotos: Method = ({ world, parameters }) => {
  const user = parameters.text('user_id') ?? '';
  if (world.customer('telegram', user) === undefined) throw badRequest('user not found');
  return ok({ total_count: 0, photos: [] });
};

/** What a bot hears of; reactions only when it asks for them by name. */
const defaultUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'];

export const setWebhook: Method = (call) => {
  const { account, parameters } = call;
  const url = parameters.text('url') ?? '';
  if (url === '') return deleteWebhook(call);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw badRequest('bad webhook: invalid URL specified');
  }
  const secretToken = parameters.text('secret_token');
  if (secretToken !== undefined && !/^[\w-]{1,256}$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const maxConnections = parameters.number('max_connections') ?? 40;
  if (maxConnections < 1 || maxConnections > 100) {
    throw badRequest('max_connections must be between 1 and 100');
  }
  const updates = parameters.value('allowed_updates');
  const fields =
    Array.isArray(updates) && updates.length > 0
      ? updates.map(String)
      : updates === undefined
        ? account.webhook.fields
        : defaultUpdates;
  const webhook = {
    isOn: true,
    url,
    fields,
    maxConnections,
    ...(secretToken !== undefined && { secretToken }),
  };
  call.world.commit([putAccount({ ...account, webhook }), ...dropped(call)]);
  return ok(true, 'Webhook was set');
};

export const deleteWebhook: Method = (call) => {
  const { account, world } = call;
  const { url: _url, secretToken: _secretToken, ...rest } = account.webhook;
  world.commit([putAccount({ ...account, webhook: { ...rest, isOn: false } }), ...dropped(call)]);
  return ok(true, 'Webhook was deleted');
};

export const getWebhookInfo = (defaultUrl: (account: Account) => string): Method => {
  return ({ world, account }) => {
    const { webhook } = account;
    const { lastError } = webhook;
    return ok({
      url: webhook.isOn ? (webhook.url ?? defaultUrl(account)) : '',
      has_custom_certificate: false,
      pending_update_count: pending(world, account).length,
      max_connections: webhook.maxConnections,
      ip_address: '127.0.0.1',
      allowed_updates: webhook.fields,
      ...(lastError !== undefined && {
        last_error_date: Math.floor(lastError.at / 1000),
        last_error_message: lastError.message,
      }),
    });
  };
};

const pending = (world: World, account: Account) =>
  [...world.tables.webhooks].filter(
    ([, it]) => it.platform === 'telegram' && it.account === account.externalId,
  );

const dropped = ({ world, account, parameters }: BotCall): WorldChange[] =>
  parameters.flag('drop_pending_updates')
    ? pending(world, account).map(([key]) => ['webhooks', key, null])
    : [];
