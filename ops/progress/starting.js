/** Asks how far the start is, until the desk itself answers. */
const everyMs = 600;
const words = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  elsewhere: 'not started here',
};
const list = document.querySelector('#steps');
const failure = document.querySelector('#failure');

/** One row a step, made once; afterwards only texts change. */
function show({ steps, failure: why }) {
  for (const [index, { name, state, detail = '', seconds }] of steps.entries()) {
    const row = list.children[index] ?? list.appendChild(newRow());
    const [, label, time, small] = row.children;
    row.className = state;
    row.setAttribute('aria-label', `${name}: ${words[state]}`);
    label.textContent = name;
    time.textContent =
      seconds === undefined
        ? words[state]
        : `${state === 'running' ? '' : words[state] + ', '}${seconds.toFixed(1)} s`;
    small.textContent = detail;
  }
  failure.hidden = why === undefined;
  failure.querySelector('pre').textContent = why ?? '';
}

function newRow() {
  const row = document.createElement('li');
  const mark = document.createElement('span');
  mark.className = 'mark';
  row.append(mark, ...['b', 'time', 'small'].map((it) => document.createElement(it)));
  return row;
}

async function look() {
  try {
    const response = await fetch('/starting.json', { cache: 'no-store' });
    const isProgress = response.headers.get('content-type') === 'application/json' && response.ok;
    if (isProgress) show(await response.json());
    // Somebody else has the port: the api, which may still want a moment.
    else if ((await fetch('/readyz', { cache: 'no-store' })).ok) location.reload();
  } catch {
    // Nobody has the port: it is being handed over, or the start has ended. Either way, who comes next answers.
  }
}

await look();
setInterval(look, everyMs);
