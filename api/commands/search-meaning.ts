/** What the library holds that is near to what somebody asks; a customer's words leave without what is known of them. */
import { readBackground } from '../../assist/model/background.ts';
import type { Search } from '../../assist/offline/retrieve.ts';
import { settingsFrom } from '../../domain/settings.ts';
import type { Parts } from '../parts.ts';

interface Asked {
  text: string;
  language: string;
  /** From which the words are. */
  conversationId: string | undefined;
}

/** Undefined: search goes by words alone, as nobody is asked, or the assistant is switched off here. */
export async function nearTo(
  { pool, meaning }: Pick<Parts, 'pool' | 'meaning'>,
  { text, language, conversationId }: Asked,
): Promise<Search['near']> {
  if (!meaning) return undefined;
  const { rows } = await pool.query<{ data: unknown; isOn: boolean | null }>({
    name: 'search-meaning',
    text: `select (select data from settings where id = 1) as data,
                  (select a.assist_enabled from conversations c join accounts a on a.id = c.account_id where c.id = $1) as "isOn"`,
    values: [conversationId ?? null],
  });
  const { aiAssistEnabled, assist } = settingsFrom(rows[0]?.data);
  if (!aiAssistEnabled || rows[0]?.isOn === false) return undefined;
  const background =
    conversationId === undefined ? undefined : await readBackground(pool, conversationId, assist);
  const [similar = []] = await meaning.similarTo({
    ...{ texts: [text], language, known: background?.known ?? {}, budget: assist.budget },
    ...(conversationId !== undefined && { conversationId }),
  });
  return { similar, floor: meaning.floor };
}
