import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchAttributes } from '../../runtime/search-attributes.ts';
import {
  createTemporalClient,
  requireSearchAttributes,
  SearchAttributeError,
} from '../../runtime/temporal.ts';
import * as workflows from '../../workflows/search-attributes.ts';
import { startTemporal, testConfig, timeSkippingServerPath } from '../support/environment.ts';
import type { TestTemporal } from '../support/environment.ts';

let temporal: TestTemporal;
let connection: Connection;
beforeAll(async () => {
  temporal = await startTemporal();
  connection = await Connection.connect({ address: temporal.address });
});
afterAll(() => connection.close());

/** A namespace of this test's own, with or without our search attributes. */
async function aNamespace(name: string): Promise<string> {
  await connection.workflowService.registerNamespace({
    namespace: name,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as unknown as Long },
  });
  // The frontend learns of new namespaces every few seconds.
  await expect
    .poll(
      () =>
        connection.operatorService.listSearchAttributes({ namespace: name }).then(
          () => true,
          () => false,
        ),
      {
        timeout: 20_000,
      },
    )
    .toBe(true);
  return name;
}
type Long = NonNullable<
  NonNullable<
    Parameters<
      Connection['workflowService']['registerNamespace']
    >[0]['workflowExecutionRetentionPeriod']
  >['seconds']
>;

test('the client reaches the server that the settings name', async () => {
  const client = createTemporalClient(testConfig({ temporal }).temporal);
  const { namespaceInfo } = await client.workflowService.describeNamespace({
    namespace: temporal.namespace,
  });
  expect(namespaceInfo?.name).toBe('default');
  await client.connection.close();
});

test('a namespace without our search attributes gets them', async () => {
  const namespace = await aNamespace('bare');
  await requireSearchAttributes(connection, namespace);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(
    expect.arrayContaining(Object.keys(searchAttributes)),
  );
  await requireSearchAttributes(connection, namespace);
});

test('where we may not add them, one sentence says what to run', async () => {
  const refusing = {
    operatorService: {
      listSearchAttributes: () => Promise.resolve({ customAttributes: {} }),
      addSearchAttributes: () => Promise.reject(new Error('permission denied')),
    },
  } as unknown as Pick<Connection, 'operatorService'>;
  await expect(requireSearchAttributes(refusing, 'desk')).rejects.toThrow(SearchAttributeError);
  await expect(requireSearchAttributes(refusing, 'desk')).rejects.toThrow(
    /temporal operator search-attribute create --namespace desk --name CarelinePlatform --type Keyword/,
  );
});

test('a search attribute of another type is named', async () => {
  const wrong = {
    operatorService: {
      listSearchAttributes: () => Promise.resolve({ customAttributes: { CarelineStatus: 1 } }),
    },
  } as unknown as Pick<Connection, 'operatorService'>;
  await expect(requireSearchAttributes(wrong, 'desk')).rejects.toThrow(
    /CarelineStatus must be Keyword/,
  );
});

test('workflows write what the namespace is made to know', () => {
  const keys = Object.values(workflows).filter(
    (it): it is typeof workflows.platformKey => typeof it === 'object',
  );
  expect(Object.fromEntries(keys.map((key) => [key.name, key.type]))).toEqual(
    Object.fromEntries(
      Object.entries(searchAttributes).map(([name, type]) => [name, type.toUpperCase()]),
    ),
  );
});

test('the time-skipping server takes our search attributes', async () => {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await timeSkippingServerPath() } },
  });
  try {
    await requireSearchAttributes(environment.connection, 'default');
    await requireSearchAttributes(environment.connection, 'default');
    const before = await environment.currentTimeMs();
    await environment.sleep('10 days');
    expect(await environment.currentTimeMs()).toBeGreaterThanOrEqual(before + 10 * 86_400_000);
  } finally {
    await environment.teardown();
  }
});
