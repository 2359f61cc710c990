/** What asking a model costs, before it is known and afterwards. */

/** For a million tokens. */
export interface Prices {
  in: number;
  out: number;
}

export interface Tokens {
  in: number;
  out: number;
}

export const costOf = (tokens: Tokens, prices: Prices): number =>
  (tokens.in * prices.in + tokens.out * prices.out) / 1_000_000;

/**
 * The most that a call may come to: three bytes a token is more than tokenizers make of most languages, and the answer is taken at
 * its longest.
 */
export const mostTokens = (prompt: string, longestAnswer: number): Tokens => ({
  in: Math.ceil(bytesOf(prompt) / 3) + perCall,
  out: longestAnswer,
});

/** What servers put around a prompt. */
const perCall = 20;

/** As UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
  }
  return bytes;
}
