import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operationsOf } from '../../api/routes/index.ts';
import { startApi, type TestApi } from './support/api.ts';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, unknown> };
}
interface Described {
  operationId: string;
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, unknown> };
  parameters?: { name: string; in: string }[];
}

let api: TestApi;
let document: Document;
beforeAll(async () => {
  api = await startApi();
  document = (await api.call<Document>('GET', '/openapi.json', { as: 'nobody' })).body;
});
afterAll(() => api.end());

test('it lists every operation, with its parameters and its body', () => {
  expect(document.openapi).toBe('3.1.0');
  const operations = operationsOf(api.parts);
  for (const { method, path, id, params, query, body, takesFile = false } of operations) {
    const described = document.paths[path]?.[method];
    expect(described?.operationId).toBe(id);
    const names = (described?.parameters ?? []).map(({ name }) => name);
    for (const name of Object.keys({ ...params?.shape, ...query?.shape })) {
      expect(names).toContain(name);
    }
    expect(described?.requestBody !== undefined).toBe(takesFile || body !== undefined);
    expect(Object.keys(described?.responses ?? {})).toContain('401');
  }
  const described = Object.values(document.paths).flatMap((it) => Object.keys(it));
  expect(described).toHaveLength(operations.length);
});

test('every reference leads somewhere', () => {
  const text = JSON.stringify(document);
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    expect(document.components.schemas).toHaveProperty(name);
  }
});

test('every schema is a JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'http://openapi/', components: document.components });
  const schemas = Object.keys(document.components.schemas);
  expect(schemas.length).toBeGreaterThan(20);
  for (const name of schemas) {
    const reference = `http://openapi/#/components/schemas/${name}`;
    expect(() => ajv.compile({ $ref: reference })).not.toThrow();
  }
});

test('the try-it page needs nothing from elsewhere', async () => {
  const page = await api.call<string>('GET', '/docs', { as: 'nobody' });
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(page.body).not.toMatch(/https?:\/\//);
  const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(files.length).toBeGreaterThan(3);
  for (const path of files) expect((await fetch(api.url + path)).status).toBe(200);
});
