import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage } from './open-page.ts';
import { portalId, type ServedPages, servePages } from './serve-pages.ts';
import { everyday } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages(everyday)]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('the connection to the service', () => {
  test('when it is lost, what was shown stays and the page says that the connection is lost', async () => {
    const own = await servePages(everyday);
    const { page, close } = await openPage(browser);
    await page.goto(own.url);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    await page.getByRole('status').getByText('Follows changes').waitFor();
    await own.close();
    await page.getByRole('status').getByText('Connection lost, trying again').waitFor();
    expect(await page.getByRole('link', { name: 'QUICK-Stop' }).isVisible()).toBe(true);
    await close();
  });

  test('a first answer that fails is said, with a way to try again that works', async () => {
    const { page, close } = await openPage(browser);
    await page.route('**/api/accounts?*', (route) => route.abort());
    await page.goto(served.url);
    await page.getByRole('alert').getByText('The service did not answer').waitFor();
    await page.unroute('**/api/accounts?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    await close();
  });

  test('a new account appears by itself', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(served.url);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    await served.put([{ id: '77', name: 'Blauer See Delikatessen' }]);
    await served.stores.changes.publish({ portalId, kind: 'accounts', accountId: null });
    await page.getByRole('link', { name: 'Blauer See Delikatessen' }).waitFor({ timeout: 3_000 });
    await close();
  });
});
