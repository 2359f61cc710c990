/** Sentences that a text holds as base64 or as hexadecimal digits. */
export function decodedIn(text: string): string[] {
  const tokens = text.match(/[A-Za-z0-9+/_-]{24,}/g) ?? [];
  return tokens.flatMap((it) => [fromHex(it), fromBase64(it)]).filter(isSentence);
}

/** By thirteen letters, as rot13 has it. */
export const rotated = (text: string): string =>
  text.replaceAll(/[a-z]/g, (it) => String.fromCharCode(((it.charCodeAt(0) - 84) % 26) + 97));

const isSentence = (text: string) => {
  const letters = text.match(/[\p{L} ,.!?:;0-9'-]/gu)?.length ?? 0;
  return text.length > 12 && letters > text.length * 0.9 && /\p{L}{2,} \p{L}{2,}/u.test(text);
};

const fromHex = (token: string) =>
  /^(?:[0-9a-f]{2})+$/i.test(token)
    ? fromBytes((token.match(/../g) ?? []).map((it) => Number.parseInt(it, 16)))
    : '';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function fromBase64(token: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const char of token.replaceAll('-', '+').replaceAll('_', '/')) {
    bits = ((bits << 6) | alphabet.indexOf(char)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return fromBytes(bytes);
}

const fromBytes = (bytes: readonly number[]): string => {
  try {
    return decodeURIComponent(bytes.map((it) => `%${it.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return '';
  }
};
