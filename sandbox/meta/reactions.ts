/** Messenger's names for the reactions that have one. */
const names: Record<string, string> = {
  '😆': 'smile',
  '😠': 'angry',
  '😢': 'sad',
  '😮': 'wow',
  '❤': 'love',
  '❤️': 'love',
  '👍': 'like',
  '👎': 'dislike',
};

export const reactionName = (emoji: string | undefined) => names[emoji ?? ''] ?? 'other';

export const reactionEmoji = (name: string) =>
  Object.keys(names).find((emoji) => names[emoji] === name);
