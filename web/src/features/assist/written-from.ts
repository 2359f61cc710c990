/** Which suggestion a draft was begun from: sent with it, so that it is known what suggestions are worth. */
const begun = new Map<string, { suggestionId: string; content: string }>();

export function noteBegun(conversationId: string, suggestionId: string, content: string): void {
  begun.set(conversationId, { suggestionId, content });
}

/** Once; nothing where little of the suggestion is left. */
export function takeBegun(conversationId: string, sent: string): string | undefined {
  const it = begun.get(conversationId);
  begun.delete(conversationId);
  return it && sent.trim() !== '' && sharesWords(it.content, sent) ? it.suggestionId : undefined;
}

/** Whoever emptied the composer and wrote something else did not use it. */
function sharesWords(one: string, other: string): boolean {
  const words = new Set(wordsOf(one));
  const kept = new Set(wordsOf(other).filter((word) => words.has(word)));
  return kept.size * 3 >= words.size;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const approved = new Map<string, string>();

/** The assistant's draft that somebody goes on with: sending it approves it. */
export function noteDraft(conversationId: string, draftId: string): void {
  approved.set(conversationId, draftId);
}

/** Once, and only while it is the one that waits. */
export function takeDraft(conversationId: string, waiting: string | undefined): string | undefined {
  const draftId = approved.get(conversationId);
  approved.delete(conversationId);
  return draftId !== undefined && draftId === waiting ? draftId : undefined;
}
