/** The roles' log files: what matters in them goes to the console, and none grows without bound. */
import { copyFile, open, readdir, stat, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';

const everyMs = 400;
const largestFile = 20 * 1024 * 1024;
/** More from one role at once is counted, not shown. */
const mostLines = 5;

/**
 * Follows `<logDir>/*.log` until it is stopped.
 * @param show gets each line worth a look, with its role.
 * @returns stops it.
 */
export function followLogs(logDir: string, show: (role: string, line: string) => void): () => void {
  const positions = new Map<string, number>();
  let first = true;
  let busy = false;

  const look = async () => {
    for (const name of await readdir(logDir).catch(() => [])) {
      if (!name.endsWith('.log')) continue;
      const file = join(logDir, name);
      const { size } = await stat(file);
      // What was there before this start is history.
      const from = positions.get(file) ?? (first ? size : 0);
      const text = size > from ? await readPart(file, from, size) : '';
      const end = text.lastIndexOf('\n') + 1;
      positions.set(file, size < from ? 0 : from + Buffer.byteLength(text.slice(0, end)));
      showLines(basename(name, '.log'), text.slice(0, end), show);
      if (size > largestFile) {
        // The role goes on writing into the same file, at its new end; a line written in between is lost.
        await copyFile(file, `${file}.1`);
        await truncate(file);
        positions.set(file, 0);
      }
    }
    first = false;
  };

  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch(() => undefined) // A file that goes away meanwhile; the next look sees.
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}

function showLines(role: string, text: string, show: (role: string, line: string) => void): void {
  const worth = text.split('\n').flatMap((line) => summary(role, line) ?? []);
  for (const line of worth.slice(0, mostLines)) show(role, line);
  if (worth.length > mostLines) show(role, `… and ${worth.length - mostLines} more, see its log`);
}

/** Our own warnings and errors; of the servers only what ends them, as they warn of much that heals by itself. */
export function summary(role: string, line: string): string | undefined {
  if (role === 'postgres')
    return /\b(FATAL|PANIC): +/.test(line) && !isHarmless(line) ? line : undefined;
  if (role === 'temporal') return line.includes('"level":"fatal"') ? line : undefined;
  if (!line.startsWith('{')) return /^\w*Error\b|^Error:/.test(line) ? line : undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: string;
      msg?: string;
      err?: { message?: string };
    };
    if (level !== 'warn' && level !== 'error' && level !== 'fatal') return undefined;
    return [level, msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return undefined;
  }
}

const isHarmless = (line: string) =>
  /terminating connection|the database system is (starting up|shutting down|not yet accepting)/.test(
    line,
  );

async function readPart(file: string, from: number, to: number): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}
