/** A demo lets anybody in; a desk that was one lets nobody in by what everybody knows. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '../../domain/passwords.ts';
import { seed } from '../../prisma/seed.ts';
import { startApi, type TestApi } from './support/api.ts';
import { browser } from './support/browser.ts';

let demo: TestApi;
let real: TestApi;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'careline-demo-'));
  demo = await startApi({ env: { CARELINE_HOME: home, CARELINE_DEMO: 'true' } });
  await seed(demo.parts.prisma, demo.parts.config);
  real = await startApi({ env: { CARELINE_HOME: home } });
  // The same people and passwords, in a desk that is no demo any more.
  await seed(real.parts.prisma, demo.parts.config);
});
afterAll(async () => {
  await demo.end();
  await real.end();
  await rm(home, { recursive: true });
});

test.each(['agent', 'supervisor', 'admin'])('one click enters as %s', async (role) => {
  const one = browser(demo);
  const entered = await one.call('POST', '/session/demo', { role });
  expect(entered).toMatchObject({ status: 201, body: { role, workspace: { demo: true } } });
  expect((await one.call('GET', '/session')).body).toEqual(entered.body);
});

test('and so does the password that the banner tells', async () => {
  const body = { email: 'ana@careline.example', password: demoPassword };
  expect((await browser(demo).call('POST', '/session', body)).status).toBe(201);
});

test('elsewhere neither does', async () => {
  const { body } = await browser(real).call('GET', '/sign-in');
  expect(body).toMatchObject({ demo: false });
  expect((await browser(real).call('POST', '/session/demo', { role: 'admin' })).status).toBe(404);
  const known = { email: 'ana@careline.example', password: demoPassword };
  expect((await browser(real).call('POST', '/session', known)).status).toBe(401);
});
