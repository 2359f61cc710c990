/** The sandbox's control API, as everybody can call it. */
const toast = document.querySelector('#toast');
let fading;

export function say(words) {
  toast.textContent = words;
  toast.classList.add('shown');
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove('shown'), 6_000);
}

/** @returns the answer, or undefined where it was refused, which is said. */
export async function call(method, path, body) {
  try {
    const response = await fetch(`/sandbox/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    const answer = text === '' ? {} : JSON.parse(text);
    if (response.ok) return answer;
    say(answer.detail ?? `The sandbox answered ${response.status}`);
  } catch {
    say('The sandbox does not answer');
  }
  return undefined;
}

export const get = (path) => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);

/** Hears what changes, for as long as the page is open; the browser connects again by itself. */
export function listen({ changed, status, connected }) {
  const stream = new EventSource('/sandbox/stream');
  stream.addEventListener('changed', ({ data }) => changed(JSON.parse(data)));
  stream.addEventListener('status', ({ data }) => status(JSON.parse(data)));
  stream.addEventListener('open', () => connected(true));
  stream.addEventListener('error', () => connected(false));
}
