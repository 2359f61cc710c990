/** The workspace (web/dist): one page for every address that is not another part's, and its files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Response } from 'express';

/**
 * Scripts, styles, pictures and connections from here and from nowhere else. Styles may stand inline: overlays are placed by them.
 * What a customer writes is text to the page, and this keeps it so when a mistake would not.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** @param folder what `npm run build:web` wrote */
export function webRouter(folder: string): Router {
  const router = Router();
  const page = join(folder, 'index.html');
  // Their names hold their contents' hashes.
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false }),
  );
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (response) => withPolicy(response),
    }),
  );
  router.get(/^\/(?!api\/|webhooks\/|auth\/)/, (request, response, next) => {
    if (request.accepts(['json', 'html']) !== 'html' || /\.\w+$/.test(request.path)) {
      next();
      return;
    }
    withPolicy(response).setHeader('cache-control', 'no-cache');
    if (existsSync(page)) response.sendFile(page);
    else response.status(503).type('text').send('The workspace is not built: npm run build:web\n');
  });
  return router;
}

function withPolicy(response: Response): Response {
  response.setHeader('content-security-policy', policy);
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  return response;
}
