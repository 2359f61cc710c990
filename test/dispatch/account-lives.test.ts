import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Pool } from 'pg';
import { askForLook } from '../../accounts/health.ts';
import { channels } from '../../channels/index.ts';
import { createAccountLives } from '../../dispatch/account-lives.ts';
import * as desk from './desk.ts';
import { openDatabase } from '../support/database.ts';

let pool: Pool;
let workflows: desk.Workflows;
let id: string;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  await pool.query('delete from account_healths');
  id = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});
const pass = () => createAccountLives({ pool, channels, signals: workflows })();

test('an account that is new gets its workflow, once', async () => {
  await pass();
  await pass();
  expect(workflows.accounts).toEqual([id]);
});

test('one that somebody asked for is told; what Temporal did not hear is told again', async () => {
  await pass();
  await askForLook(pool, id);
  workflows.failure = new Error('Temporal is away');
  await expect(pass()).rejects.toThrow('away');
  workflows.failure = undefined;
  await pass();
  await pass();
  expect(workflows.accounts).toEqual([id, id]);
});

test('one whose look is overdue was lost, and is started again', async () => {
  await pass();
  await pool.query(`update account_healths set next_look_at = now() - interval '3 minutes'`);
  await pass();
  await pass();
  expect(workflows.accounts).toEqual([id, id]);
});
