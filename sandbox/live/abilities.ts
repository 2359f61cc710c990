import { platformNames } from '../model.ts';
import type { PlatformName } from '../model.ts';
import type { Platform } from '../platform.ts';
import type { World } from '../world.ts';

/** What one can do on each platform, so that the page offers just that. */
export function abilities(world: World, platformOf: (name: PlatformName) => Platform) {
  return platformNames.map((name) => {
    const platform = platformOf(name);
    const { feed, sources = feed ? everything : ['dm' as const], files, maxEdits } = platform;
    const [account] = world.accountsOf(name);
    return {
      name,
      account: { id: account?.externalId ?? '', name: account?.name ?? name },
      sources,
      chat: {
        edits: maxEdits !== 0,
        unsends: platform.unsent !== undefined,
        reacts: name !== 'x',
        pictures: files.max > 0,
        stories: platform.hasStories === true,
      },
      feed: feed && {
        edits: feed.isFixed !== true,
        likes: feed.liked !== undefined,
        mentionsBelow: feed.tellsMentionsInComments === true,
      },
    };
  });
}

const everything = ['dm', 'comment', 'mention', 'review'] as const;
