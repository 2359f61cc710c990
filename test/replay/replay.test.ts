/** Every kept history replays with today's code: a changed order of commands goes behind `patched`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { testConfig } from '../support/environment.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';

const folder = join(import.meta.dirname, 'histories');
const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();

let bundle: WorkflowBundle;
beforeAll(async () => {
  bundle = await workflowBundle(testConfig({}).home);
});

test('there is a history of every kind of conversation', () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});

test.each(names)('%s', async (name) => {
  const history: unknown = JSON.parse(await readFile(join(folder, name), 'utf8'));
  await Worker.runReplayHistory({ workflowBundle: bundle }, history);
});
