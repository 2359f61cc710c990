import { stripInvisible } from './invisible.ts';
import { foldedView } from './text-view.ts';

/** Who wrote it: `source` is an article or an earlier answer, which may be poisoned as well. */
export type FenceKind = 'untrusted' | 'source';

/**
 * Text of others', for a prompt: between two lines that it cannot write itself. It has no angle brackets of its own, and
 * not the nonce.
 * @param nonce made by chance for this prompt: 16 letters or digits, or more
 */
export function fence(text: string, nonce: string, kind: FenceKind = 'untrusted'): string {
  if (!/^[a-z0-9]{16,}$/i.test(nonce))
    throw new Error('a fence needs 16 letters or digits of chance');
  const inside = withoutNonce(stripInvisible(text), nonce)
    .replaceAll(/[<＜﹤]/g, '‹')
    .replaceAll(/[>＞﹥]/g, '›');
  return `<${kind} ${nonce}>\n${inside}\n</${kind} ${nonce}>`;
}

function withoutNonce(text: string, nonce: string): string {
  const view = foldedView(text);
  const sought = foldedView(nonce).text;
  let clean = '';
  let at = 0;
  for (let found = view.text.indexOf(sought); found >= 0;) {
    const end = found + sought.length;
    const { from, to } = view.spanOf(found, end);
    clean += `${text.slice(at, from)}…`;
    at = to;
    found = view.text.indexOf(sought, end);
  }
  return clean + text.slice(at);
}
