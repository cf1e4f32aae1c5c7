import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage, overflow } from './open-page.ts';
import { type ServedPages, servePages } from './serve-pages.ts';
import { everyday, hostile } from './worlds.ts';

let browser: Browser;
let ordinary: ServedPages;
let stretched: ServedPages;

beforeAll(async () => {
  [browser, ordinary, stretched] = await Promise.all([launchBrowser(), servePages(everyday), servePages(hostile)]);
});

afterAll(async () => {
  await browser?.close();
  await ordinary?.close();
  await stretched?.close();
});

const paths = ['/', ...['map', 'people', 'value', 'deals', 'written'].map((tab) => `/accounts/1?tab=${tab}`)];

test('a window between phone and desk does not scroll sideways', async () => {
  const { page, close } = await openPage(browser, { width: 768 });
  for (const path of [...paths, '/ops', '/settings', '/settings?tab=keys', '/settings?tab=audit', '/help']) {
    await page.goto(ordinary.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(100);
    expect(await overflow(page), path).toBe(0);
  }
  await close();
});

describe.each([1280, 360])('names of 500 letters at %i pixels', (width) => {
  test.each(paths)('%s does not scroll sideways', async (path) => {
    const { page, close } = await openPage(browser, { width });
    await page.goto(stretched.url + path.replace('/1?', '/11?'));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(100);
    expect(await overflow(page)).toBe(0);
    await close();
  });
});
