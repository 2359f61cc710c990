/** Words put where the cursor stands, in lines of their own unless they continue what is there. */
export function insertedAt(
  content: string,
  cursor: number | undefined,
  words: string,
): { text: string; end: number } {
  const at = cursor ?? content.length;
  const [before, after] = [content.slice(0, at), content.slice(at)];
  const lead = before === '' || /\s$/.test(before) ? '' : '\n';
  const tail = after === '' || /^\s/.test(after) ? '' : '\n';
  return { text: `${before}${lead}${words}${tail}${after}`, end: at + lead.length + words.length };
}
