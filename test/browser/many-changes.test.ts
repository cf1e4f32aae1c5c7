import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage } from './open-page.ts';
import { portalId, type ServedPages, servePages } from './serve-pages.ts';
import { manyAccounts } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages(manyAccounts(3_000))]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

test('after a long scroll a burst of changes asks for what is in view, not for everything again', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(served.url);
  await page.getByRole('link', { name: 'Company 00001' }).waitFor();
  const last = page.getByRole('link', { name: 'Company 03000' });
  for (let step = 0; step < 200 && (await last.count()) === 0; step += 1) {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForTimeout(60);
  }
  await last.waitFor();
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/api/accounts?')) asked += 1;
  });
  for (let change = 1; change <= 10; change += 1) {
    await served.stores.changes.publish({ portalId, kind: 'account', accountId: String(change) });
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(3_000);
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThanOrEqual(30);
  await last.waitFor();
  await close();
});
