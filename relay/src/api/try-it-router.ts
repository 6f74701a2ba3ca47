import { readFileSync } from 'node:fs';
import express, { type Router } from 'express';

/** Its own files and this relay, nothing else: no inline script, no other host. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const files = { '': 'page.html', '/page.js': 'page.js', '/page.css': 'page.css' } as const;

/** `/api/v1/docs`: a form for each operation of the API. Without a token it shows what openapi.json says. */
export function createTryItRouter(): Router {
  const router = express.Router();
  for (const [path, name] of Object.entries(files)) {
    const text = readFileSync(new URL(`try-it/${name}`, import.meta.url), 'utf8');
    router.get(`/docs${path}`, (_request, response) => {
      response.setHeader('content-security-policy', policy);
      response.type(name).send(text);
    });
  }
  return router;
}
