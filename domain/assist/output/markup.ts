/** What a model makes of plain text: Markdown and HTML become what they say; addresses stay beside it, to be looked at. */
export const withoutMarkup = (text: string): string =>
  [
    (it: string) => it.replaceAll(/^[ \t]*(?:```|~~~)[^\n]*$\n?/gm, ''),
    (it: string) =>
      it.replaceAll(/<((?:[a-z][a-z0-9+.-]*:)?[\\/]{2}[^<>\s]+|[^<>\s@]+@[^<>\s]+)>/gi, '$1'),
    (it: string) => it.replaceAll(tags, (tag) => inTag(tag)),
    (it: string) =>
      it.replaceAll(links, (_whole, label: string, url: string) => beside(label, url)),
    (it: string) =>
      it.replaceAll(/^[ \t]*\[[^\]\n]{1,200}\]:[ \t]*<?(\S+?)>?(?:[ \t].*)?$/gm, '$1'),
    (it: string) => it.replaceAll(/!?\[([^\]\n]{1,300})\]\[[^\]\n]{0,100}\]/g, '$1'),
    (it: string) => it.replaceAll(/(\*\*|__)(?=\S)([^\n]*?\S)\1/g, '$2'),
    (it: string) => it.replaceAll(/`([^`\n]+)`/g, '$1'),
    (it: string) => it.replaceAll(/^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?)+/gm, ''),
  ].reduce((it, step) => step(it), text);

const tags =
  /<(?:\/?[a-z][a-z0-9-]{0,20}(?=[\s/>])[^<>]{0,2000}|!--[^<>]{0,2000}|!doctype[^<>]{0,200})>/gi;
const links =
  /!?\[([^\]\n]{0,300})\]\(\s*(<[^<>\n]{0,2000}>|[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)(?:\s+["'(][^)\n]{0,300})?\s*\)/g;

const beside = (label: string, target: string) => {
  const said = label.trim();
  const url = target.replaceAll(/[<>]/g, '').trim();
  return url === '' || said === url ? said || url : said === '' ? url : `${said} (${url})`;
};

const inTag = (tag: string) =>
  /^<br\b/i.test(tag)
    ? '\n'
    : Array.from(
        tag.matchAll(/=\s*["']?\s*([^\s"'<>]*[.:/\\][^\s"'<>]*)/g),
        ([, url = '']) => ` (${url}) `,
      ).join('');
