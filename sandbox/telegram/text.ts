import { badRequest } from './errors.ts';
import type { Parameters } from './parameters.ts';

const tags = [
  'b',
  'strong',
  'i',
  'em',
  'u',
  'ins',
  's',
  'strike',
  'del',
  'a',
  'code',
  'pre',
  'span',
  'tg-spoiler',
  'tg-emoji',
  'blockquote',
];

/** A text or caption as the customer sees it, by its parse mode. */
export function readText(parameters: Parameters, name: 'text' | 'caption'): string {
  const given = (parameters.text(name) ?? '').trim();
  const mode = parameters.text('parse_mode')?.toLowerCase() ?? '';
  if (!['', 'html', 'markdown', 'markdownv2'].includes(mode)) {
    throw badRequest('unsupported parse_mode');
  }
  const text = mode === 'html' ? stripHtml(given) : given;
  if (text === '' && name === 'text') throw badRequest('message text is empty');
  if (name === 'text' && text.length > 4096) throw badRequest('message is too long');
  if (name === 'caption' && text.length > 1024) throw badRequest('message caption is too long');
  return text;
}

function stripHtml(html: string): string {
  const open: string[] = [];
  const plain = html.replace(/<(\/?)([^\s<>]*)[^<>]*>|</g, (whole, slash: string, tag?: string) => {
    const name = tag?.toLowerCase() ?? '';
    if (!tags.includes(name)) {
      throw badRequest(`can't parse entities: Unsupported start tag "${tag ?? whole}"`);
    }
    if (slash === '') open.push(name);
    else if (open.pop() !== name) {
      throw badRequest(`can't parse entities: Unmatched end tag, found "</${name}>"`);
    }
    return '';
  });
  const left = open.pop();
  if (left !== undefined) {
    throw badRequest(
      `can't parse entities: Can't find end tag corresponding to start tag "${left}"`,
    );
  }
  return plain
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .trim();
}
