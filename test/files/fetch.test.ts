/** The fetcher against real servers, of which only one is the account's own. */
import { gzipSync } from 'node:zlib';
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFetcher, type Fetcher, type FileSource } from '../../files/fetch.ts';
import type { Guard, Lookup } from '../../files/guard.ts';
import { allOf, png, serve, type TestServer } from './support.ts';

let own: TestServer;
/** Somebody else's server on this machine. */
let inside: TestServer;
let fetchers: Fetcher[];
let answer: RequestListener;

beforeEach(async () => {
  fetchers = [];
  answer = (_request, response) => response.end(png);
  own = await serve((request, response) => answer(request, response));
  inside = await serve((_request, response) => response.end('the secret'));
});
afterEach(async () => {
  await Promise.all(fetchers.map((it) => it.close()));
  await Promise.all([own.end(), inside.end()]);
});

const fetcher = (limits: { maxBytes?: number; withinMs?: number; guard?: Partial<Guard> } = {}) => {
  const made = createFetcher({ maxBytes: 1_000, withinMs: 10_000, ...limits });
  fetchers.push(made);
  return made;
};
const fetched = (source: Partial<FileSource>, limits?: Parameters<typeof fetcher>[0]) =>
  fetcher(limits).fetch({ url: `${own.origin}/file`, trustedOrigin: own.origin, ...source }, allOf);
const redirect =
  (to: string, status = 302): RequestListener =>
  (request, response) => {
    if (request.url === '/file') response.writeHead(status, { location: to }).end();
    else response.end(png);
  };

test('the account’s own server is asked, though it is on this machine', async () => {
  expect(await fetched({})).toEqual(png);
});

test('it is asked for the bytes as they are, with what the platform wants to see', async () => {
  let headers: NodeJS.Dict<string | string[]> = {};
  answer = (request, response) => {
    ({ headers } = request);
    response.end(png);
  };
  await fetched({ headers: { authorization: 'Bearer secret' } });
  expect(headers).toMatchObject({ 'accept-encoding': 'identity', authorization: 'Bearer secret' });
});

test('a name that leads nowhere is tried again, and costs the process nothing', async () => {
  const url = 'http://nobody.invalid/file';
  await expect(fetched({ url })).rejects.toMatchObject({ kind: 'again', reason: 'not_reached' });
});

describe('nothing private is reached', () => {
  test.each([
    'http://127.0.0.1',
    'http://localhost',
    'http://0.0.0.0',
    'http://[::1]',
    'http://[::]',
    'http://[::ffff:127.0.0.1]',
    'http://[64:ff9b::7f00:1]',
    'http://[2002:7f00:1::]',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://2130706433',
    'http://0x7f000001',
    'http://0177.0.0.1',
    'http://127.1',
    'http://10.0.0.1',
    'http://172.16.0.1',
    'http://192.168.0.1',
    'http://100.64.0.1',
    'http://169.254.169.254',
    'http://168.63.129.16',
    'http://198.18.0.1',
    'http://224.0.0.1',
    'http://255.255.255.255',
  ])('neither directly nor by a redirect: %s', async (host) => {
    const url = `${host}:${inside.port}/secret`;
    const refusal = { kind: 'refused', reason: 'address_not_public' };
    await expect(fetched({ url })).rejects.toMatchObject(refusal);
    answer = redirect(url);
    await expect(fetched({})).rejects.toMatchObject(refusal);
    expect(inside.asked).toEqual([]);
  });

  test('not by another port or scheme of the account’s own host', async () => {
    const refusal = { kind: 'refused', reason: 'address_not_public' };
    await expect(fetched({ url: `${inside.origin}/` })).rejects.toMatchObject(refusal);
    const secure = `https://127.0.0.1:${own.port}/`;
    await expect(fetched({ url: secure })).rejects.toMatchObject(refusal);
    expect(inside.asked).toEqual([]);
  });

  test('not by a name that leads there, by all or by one of its addresses', async () => {
    const inward = { address: '127.0.0.1', family: 4 };
    const outward = { address: '93.184.215.14', family: 4 };
    for (const addresses of [[inward], [outward, inward], [{ address: '::1', family: 6 }], []]) {
      const lookup: Lookup = (_name, _options, callback) => callback(null, addresses);
      const url = `http://files.example:${inside.port}/secret`;
      await expect(fetched({ url }, { guard: { lookup } })).rejects.toMatchObject({
        ...{ kind: 'refused', reason: 'address_not_public' },
      });
    }
    expect(inside.asked).toEqual([]);
  });

  test('not by a name that changes: what was checked is what is connected to', async () => {
    // The only address that counts as public here; the same port on the other one is the secret's.
    const isAllowed = (address: string) => address === '127.0.0.2';
    const outside = await serve((_request, response) => response.end(png), {
      ...{ host: '127.0.0.2', at: inside.port },
    });
    let asked = 0;
    const lookup: Lookup = (_name, _options, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }]);
    };
    try {
      const url = `http://rebind.example:${inside.port}/secret`;
      expect(await fetched({ url }, { guard: { lookup, isAllowed } })).toEqual(png);
      expect(asked).toBe(1);
      const again = fetched({ url }, { guard: { lookup, isAllowed } });
      await expect(again).rejects.toMatchObject({ kind: 'refused' });
      expect(outside.asked).toHaveLength(1);
      expect(inside.asked).toEqual([]);
    } finally {
      await outside.end();
    }
  });

  test.each([
    'file:///etc/passwd',
    'ftp://files.example/',
    'data:,x',
    'no address',
    'http://a:b@files.example/',
  ])('nor by what is no plain web address: %s', async (url) => {
    const refusal = { kind: 'refused', reason: 'address_invalid' };
    await expect(fetched({ url })).rejects.toMatchObject(refusal);
    answer = redirect(url === 'no address' ? 'http://' : url);
    await expect(fetched({})).rejects.toMatchObject(refusal);
  });
});

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('of HTTP %i are followed', async (status) => {
    answer = redirect('/elsewhere', status);
    expect(await fetched({})).toEqual(png);
    expect(own.asked).toEqual(['/file', '/elsewhere']);
  });

  test('five are, six are not', async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.end(png);
    };
    expect(await fetched({ url: `${own.origin}/5` })).toEqual(png);
    const six = fetched({ url: `${own.origin}/6` });
    await expect(six).rejects.toMatchObject({ kind: 'refused', reason: 'too_many_redirects' });
  });

  test('to another origin go without the platform’s credentials, and so back again', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: `${own.origin}/back` }).end();
    });
    try {
      answer = (request, response) => {
        seen.push(request.headers.authorization);
        if (request.url === '/file') response.writeHead(302, { location: '/here' }).end();
        else if (request.url === '/here') {
          response.writeHead(302, { location: `${other.origin}/there` }).end();
        } else response.end(png);
      };
      const headers = { authorization: 'Bearer secret' };
      await fetched({ headers }, { guard: { isAllowed: () => true } });
      expect(seen).toEqual(['Bearer secret', 'Bearer secret', undefined, undefined]);
    } finally {
      await other.end();
    }
  });

  test('that lead nowhere are no file', async () => {
    answer = (_request, response) => response.writeHead(302).end();
    await expect(fetched({})).rejects.toMatchObject({ kind: 'failed', reason: 'http_302' });
  });
});

describe('limits', () => {
  const tooLarge = { kind: 'refused', reason: 'too_large' };

  test('a file that says that it is larger is not read', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1_001 });
      response.write('x');
    };
    await expect(fetched({})).rejects.toMatchObject(tooLarge);
  });

  test('nor is one to its end that does not say so', async () => {
    let isOver = false;
    answer = (_request, response) => {
      const flood = setInterval(() => response.write(Buffer.alloc(100)), 1);
      response.once('close', () => {
        clearInterval(flood);
        isOver = true;
      });
    };
    await expect(fetched({})).rejects.toMatchObject(tooLarge);
    await expect.poll(() => isOver).toBe(true);
  });

  test('one of exactly the limit is taken', async () => {
    answer = (_request, response) => response.end(Buffer.alloc(1_000));
    expect(await fetched({})).toHaveLength(1_000);
  });

  test.each([
    ['never answers', () => undefined],
    ['never ends', (response: { write(text: string): unknown }) => response.write('x')],
  ])('a server that %s is left in time', async (_what, act) => {
    answer = (_request, response) => act(response);
    const late = fetched({}, { withinMs: 200 });
    await expect(late).rejects.toMatchObject({ kind: 'again', reason: 'too_slow' });
  });

  test('the time runs over all redirects together', async () => {
    answer = (_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/file' }).end(), 90);
    };
    const late = fetched({}, { withinMs: 200 });
    await expect(late).rejects.toMatchObject({ kind: 'again', reason: 'too_slow' });
  });

  test('nothing is unpacked', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000)));
    await expect(fetched({})).rejects.toMatchObject({ kind: 'refused', reason: 'encoded' });
  });
});

describe('answers', () => {
  test.each([
    [404, { kind: 'failed', reason: 'gone' }],
    [410, { kind: 'failed', reason: 'gone' }],
    [403, { kind: 'failed', reason: 'http_403' }],
    [204, { kind: 'failed', reason: 'http_204' }],
    [206, { kind: 'failed', reason: 'http_206' }],
    [429, { kind: 'again', reason: 'http_429', retryAfterMs: 7_000 }],
    [503, { kind: 'again', reason: 'http_503', retryAfterMs: 7_000 }],
  ])('HTTP %i', async (status, outcome) => {
    answer = (_request, response) => response.writeHead(status, { 'retry-after': '7' }).end();
    await expect(fetched({})).rejects.toMatchObject(outcome);
  });

  test('a file that breaks off is tried again', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    };
    await expect(fetched({})).rejects.toMatchObject({ kind: 'again', reason: 'not_reached' });
  });

  test('nobody there is tried again, and no message tells the address', async () => {
    await own.end();
    const error = await fetched({ url: `${own.origin}/bot123:secret/file` }).catch(
      (it: unknown) => it,
    );
    expect(error).toMatchObject({ kind: 'again', reason: 'not_reached' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
  });

  test('what breaks on our side is told as it is', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const source = { url: `${own.origin}/file`, trustedOrigin: own.origin };
    await expect(fetcher().fetch(source, () => Promise.reject(full))).rejects.toBe(full);
  });
});
