import { stripInvisible } from './invisible.ts';
import { splice } from './spans.ts';
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
  const parts = Array.from(view.text.matchAll(new RegExp(sought, 'g')), ({ index }) => ({
    ...view.spanOf(index, index + sought.length),
    put: '…',
  }));
  return splice(text, parts);
}
