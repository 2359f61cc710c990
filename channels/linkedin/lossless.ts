/** JSON whose numbers may be larger than a double holds: LinkedIn's `notificationId` is a long. */
import { parseJson } from '../json.ts';

/** Like parseJson, but an integer that a double would round is a text of its digits. */
export function parseLossless(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  // Reviving costs twice the time and some stack: only where there is something to lose.
  if (!/"notificationId"\s*:\s*-?\d{16}/.test(text)) return parseJson(bytes);
  try {
    return JSON.parse(text, keepDigits) as unknown;
  } catch {
    // No JSON, or nested deeper than a reviver can follow.
    return parseJson(bytes);
  }
}

/** The third argument (proposal "JSON.parse source text access") is Node's since 21; TypeScript's library lacks it. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}
