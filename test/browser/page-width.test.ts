import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage, overflow } from './open-page.ts';
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

const tabs = ['map', 'people', 'value', 'deals', 'written'].map((tab) => `/accounts/1?tab=${tab}`);
const paths = [
  '/',
  '/?search=nobody',
  ...tabs,
  '/accounts/2?tab=map',
  '/ops',
  '/settings',
  '/settings?tab=keys',
  '/settings?tab=audit',
  '/help',
];

describe.each([1280, 390, 360])('at %i pixels', (width) => {
  test.each(paths)('%s does not scroll sideways, in either language', async (path) => {
    for (const language of ['en', 'vi'] as const) {
      const { page, close } = await openPage(browser, { width, language });
      await page.goto(served.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(100);
      expect(await overflow(page), language).toBe(0);
      await close();
    }
  });
});
