/** Markdown as a customer reads it in a message: without headings and signs; a link is its words and its address. */
export const plainOf = (markdown: string): string =>
  markdown
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/^#{1,6}\s.*$/gm, '')
    .replaceAll(/^[ \t]*[-*+]\s+/gm, '• ')
    .replaceAll(/!?\[([^\]\n]*)\]\(([^)\s]*)[^)\n]*\)/g, '$1 ($2)')
    .replaceAll(/\*\*|__|`/g, '')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
