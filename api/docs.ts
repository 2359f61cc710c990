/** /openapi.json, the try-it page at /docs, and what each problem means at /problems/<code>. */
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { Router } from 'express';
import { CareError } from '../domain/errors.ts';
import { statusOf, titleOf } from './errors.ts';
import type { OpenApiDocument } from './openapi.ts';

const distribution = dirname(
  createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
);
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Everything from here, nothing inline but styles, which the page's own script sets. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function docsRouter(document: OpenApiDocument): Router {
  const router = Router();
  router.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  router.use('/docs', (_request, response, next) => {
    response.setHeader('content-security-policy', policy);
    next();
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(script);
  });
  for (const file of files) {
    router.get(`/docs/${file}`, (_request, response) => {
      response.sendFile(join(distribution, file));
    });
  }
  router.get('/problems/:code', (request, response) => {
    const code = Object.keys(statusOf).find((known) => known === request.params.code);
    if (!code) throw new CareError('not_found', 'There is no such problem.');
    const known = code as keyof typeof statusOf;
    response.json({ code, status: statusOf[known], title: titleOf[known] });
  });
  return router;
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Careline API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="page"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const script = `
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: true,
});
`;
