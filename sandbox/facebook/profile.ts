import { parseFields, project } from '../meta/fields.ts';
import type { HistoryCall } from '../meta/messages.ts';

const userFields = ['id', 'first_name', 'last_name', 'name', 'profile_pic', 'locale', 'timezone'];
const pageFields = ['id', 'name', 'username', 'category', 'link'];

/** A customer who has written to this page, or the page itself. */
export function profile({ world, account, request, url }: HistoryCall, id: string): unknown {
  const fields = request.text('fields');
  if (id === 'me' || id === account.externalId) {
    const page = { id: account.externalId, name: account.name, category: 'Shopping & retail' };
    return project('Page', page, parseFields(fields ?? 'id,name'), pageFields);
  }
  const customer = world.customer('facebook', id);
  if (customer === undefined || !world.chat('facebook', account.externalId, id)) return undefined;
  const [first = customer.name, ...rest] = customer.name.split(' ');
  const user = {
    id,
    first_name: first,
    last_name: rest.join(' '),
    name: customer.name,
    profile_pic: `${new URL(url).origin}/sandbox/media/avatars/${id}`,
    locale: locales[customer.language ?? 'en'],
  };
  return project(
    'User',
    user,
    parseFields(fields ?? 'first_name,last_name,profile_pic'),
    userFields,
  );
}

const locales: Record<string, string> = {
  en: 'en_GB',
  es: 'es_ES',
  de: 'de_DE',
  fr: 'fr_FR',
  pt: 'pt_PT',
};
