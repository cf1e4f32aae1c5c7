// The consent page in a real browser, by keyboard: who may not install is told so, who may is sent back with a code and the state.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { launchBrowser } from '../harness/launch-browser.ts';
import { askToken } from './consent.ts';
import { startPortal, type TestPortal } from './start-portal.ts';

let browser: Browser;
let portal: TestPortal;
let app: http.Server;
let callback: string;
beforeAll(async () => {
  app = http.createServer((_request, response) => response.end('back at the app'));
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(app.address() satisfies AddressInfo | string | null);
  callback = `http://127.0.0.1:${port}/oauth/callback`;
  [browser, portal] = await Promise.all([launchBrowser(), startPortal()]);
});
afterAll(async () => {
  await browser.close();
  await portal.stop();
  await new Promise((resolve) => app.close(resolve));
});

const state = 'a&b=c d/ê';

async function openConsent(locale: string) {
  const { url, clientId } = portal.sandbox;
  const asked = { client_id: clientId, redirect_uri: callback, scope: 'oauth', optional_scope: 'tickets', state };
  const page = await browser.newPage({ locale });
  await page.goto(`${url}/oauth/authorize?${new URLSearchParams(asked)}`);
  return page;
}

test('an ordinary user is refused on the page, the admin comes back with a code that is worth tokens', async () => {
  const page = await openConsent('en');
  await page.getByRole('radio', { name: 'Robin Rep' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Connect app' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('permission');
  await page.getByRole('radio', { name: 'Alex Admin' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Connect app' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${callback}?**`);
  const back = new URL(page.url()).searchParams;
  expect(back.get('state')).toBe(state);
  const code = back.get('code') ?? '';
  const grant = { grant_type: 'authorization_code', code, redirect_uri: callback };
  expect(await askToken(portal.sandbox, 'token', grant)).toMatchObject({
    status: 200,
    body: { hub_id: portal.sandbox.portalId, user_id: 1, scopes: ['oauth', 'tickets'] },
  });
  await page.close();
});

test('in Vietnamese too, and the language can be changed without losing what was asked', async () => {
  const page = await openConsent('en');
  await page.getByRole('link', { name: 'Tiếng Việt' }).click();
  await page.getByRole('button', { name: 'Từ chối' }).click();
  await page.waitForURL(`${callback}?**`);
  const back = new URL(page.url()).searchParams;
  expect([back.get('error'), back.get('state')]).toEqual(['access_denied', state]);
  await page.close();
});
