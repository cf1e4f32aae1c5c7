import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage } from './open-page.ts';
import { type ServedPages, servePages } from './serve-pages.ts';
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

describe('searching for an account', () => {
  test('nothing that matches is said, with the way out', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/?search=no-such-company`);
    await page.getByText('No accounts match').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    await close();
  });

  test('the slash key leads to the search, which ignores accents', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(served.url);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('binh minh');
    expect(await page.getByRole('searchbox').inputValue()).toBe('binh minh');
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Thương mại Bình Minh' }).waitFor();
    await close();
  });
});
