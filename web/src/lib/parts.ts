/** Parts of the page that are fetched when one goes there: not to be had on a line that is cut, nor after a new release. */

/** Said in our own words: the router would answer the browser's by loading the page anew, line or no line. */
export class MissingPart extends Error {
  override name = 'MissingPart';
}

export const partOf =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  () =>
    load().catch((error: unknown) => {
      throw new MissingPart(error instanceof Error ? error.message : String(error));
    });

/**
 * Loads the page anew where the desk can be reached: else the browser would show a page of its own. Nothing that was written is
 * lost by it: drafts and what waits to go out lie on this machine.
 * @returns whether it does
 */
export async function reloadPage(): Promise<boolean> {
  const isThere = await isDeskThere();
  if (isThere) location.reload();
  return isThere;
}

const slot = 'careline.reloaded-for';

/** A new release has other parts. Where loading anew does not help, somebody says when it is tried again. */
export async function reloadOnceFor({ message }: MissingPart): Promise<void> {
  if (sessionStorage.getItem(slot) === message || !(await isDeskThere())) return;
  sessionStorage.setItem(slot, message);
  location.reload();
}

const patienceMs = 10_000;

const isDeskThere = (): Promise<boolean> =>
  fetch(location.href, {
    method: 'HEAD',
    headers: { accept: 'text/html' },
    cache: 'no-store',
    signal: AbortSignal.timeout(patienceMs),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
