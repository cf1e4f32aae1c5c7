// What asks for a change must be our own page, or a program that is no browser.
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerErrors } from '../../src/http/api-error.ts';
import { ownPagesOnly } from '../../src/http/own-pages-only.ts';
import { type Listening, listen } from '../../src/wiring/listen.ts';

let server: Listening;

beforeAll(async () => {
  const app = express();
  app.post('/change', ownPagesOnly, (_request, response) => void response.sendStatus(204));
  app.use(answerErrors(pino({ level: 'silent' })));
  server = await listen(app, { host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test.each([
  { name: 'our own page', headers: () => ({ ...json, 'sec-fetch-site': 'same-origin' }), status: 204 },
  { name: 'an older browser on our page', headers: () => ({ ...json, origin: server.url }), status: 204 },
  { name: 'a program', headers: () => json, status: 204 },
  { name: "another site's page", headers: () => ({ ...json, 'sec-fetch-site': 'cross-site' }), status: 403 },
  { name: 'a page of a sister host', headers: () => ({ ...json, 'sec-fetch-site': 'same-site' }), status: 403 },
  { name: "another site's older browser", headers: () => ({ ...json, origin: 'https://other.example' }), status: 403 },
  { name: 'a page without an origin', headers: () => ({ ...json, origin: 'null' }), status: 403 },
  { name: 'a form', headers: () => ({ ...form, 'sec-fetch-site': 'same-origin' }), status: 403 },
])('$name gets $status', async ({ headers, status }) => {
  const response = await fetch(`${server.url}/change`, { method: 'POST', headers: headers(), body: '{}' });
  expect(response.status).toBe(status);
});
