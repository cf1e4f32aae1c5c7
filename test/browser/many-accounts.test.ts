import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage } from './open-page.ts';
import { type ServedPages, servePages } from './serve-pages.ts';
import { manyAccounts } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages(manyAccounts(10_000))]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

test('10,000 accounts: the end is reached by scrolling, and never more than 200 rows stand in the page', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(served.url);
  await page.getByRole('link', { name: 'Company 00001' }).waitFor();
  const rows = page.getByRole('table').getByRole('row');
  const last = page.getByRole('link', { name: 'Company 10000' });
  let most = 0;
  for (let step = 0; step < 400 && (await last.count()) === 0; step += 1) {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.waitForTimeout(60);
    most = Math.max(most, await rows.count());
  }
  await last.waitFor();
  expect(most).toBeGreaterThan(10);
  expect(most).toBeLessThan(200);
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001');
  await close();
});

test('10,000 accounts: a search answers within a second', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(served.url);
  await page.getByRole('link', { name: 'Company 00001' }).waitFor();
  const started = performance.now();
  await page.getByRole('searchbox').fill('09999');
  await page.getByRole('link', { name: 'Company 09999' }).waitFor();
  expect(performance.now() - started).toBeLessThan(1_000);
  await close();
});

test('10,000 accounts: scrolling stays smooth', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(served.url);
  await page.getByRole('link', { name: 'Company 00001' }).waitFor();
  const slow = await page.evaluate(async () => {
    const gaps: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < 120; frame += 1) {
      window.scrollBy(0, 44);
      await new Promise(requestAnimationFrame);
      gaps.push(performance.now() - before);
      before = performance.now();
    }
    return gaps.filter((gap) => gap > 100).length;
  });
  expect(slow).toBeLessThan(6);
  await close();
});

test('10,000 accounts: the arrow keys go on beyond what was drawn at first', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(served.url);
  await page.getByRole('link', { name: 'Company 00001' }).focus();
  for (let step = 0; step < 150; step += 1) await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Company 00151');
  await close();
});

test('10,000 accounts: the way back leads to where the list stood', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(served.url);
  await page.getByRole('link', { name: 'Company 00001' }).waitFor();
  await page.evaluate(() => window.scrollTo(0, 2_500));
  await page.getByRole('link', { name: 'Company 00060' }).click();
  await page.getByRole('heading', { level: 1, name: 'Company 00060' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Company 00060' }).waitFor();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(2_500);
  await close();
});
