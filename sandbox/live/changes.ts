import type { WorldChange } from '../world.ts';

/** Whose view of a platform a commit has changed, by name; the page asks for what it shows of them. */
export interface Changed {
  /** `<platform>/<customer>` */
  chats: Set<string>;
  /** Platforms. */
  feeds: Set<string>;
  /** By name. */
  crms: Set<string>;
}

export const nothingChanged = (): Changed => ({
  chats: new Set(),
  feeds: new Set(),
  crms: new Set(),
});

export function addChanges(changed: Changed, changes: readonly WorldChange[]): void {
  for (const [table, key, row] of changes) {
    // What is removed one by one is not shown; a reset removes everything.
    if (table === 'chats') changed.chats.add(row ? `${row.platform}/${row.customer}` : key);
    else if (table === 'messages' && row) changed.chats.add(`${row.platform}/${row.customer}`);
    else if (table === 'posts' || table === 'comments' || table === 'linkedinReactions') {
      changed.feeds.add(platformIn(table, key));
    } else if (table === 'crmLedger' && row) changed.crms.add(row.platform);
  }
}

const platformIn = (table: string, key: string): string =>
  table === 'linkedinReactions' ? 'linkedin' : (key.split('/')[0] ?? '');
