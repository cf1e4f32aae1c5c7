import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage } from './open-page.ts';
import { type ServedPages, servePages } from './serve-pages.ts';
import { everyday } from './worlds.ts';

let browser: Browser;
let served: ServedPages;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages(everyday)]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const pages = [
  '/',
  '/?search=nobody',
  '/accounts/1?tab=map',
  '/accounts/1?tab=people',
  '/accounts/1?tab=value',
  '/accounts/1?tab=deals',
  '/accounts/1?tab=written',
  '/accounts/2?tab=map',
  '/accounts/404404',
  '/ops',
  '/settings',
  '/settings?tab=keys',
  '/settings?tab=audit',
  '/help',
];

/** Each serious or critical violation with the first element it is found at. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 160) + ' (' + nodes.length + ')'))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe gave no answer'];
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(served.url + path);
  await page.getByText('Northwind', { exact: true }).waitFor();
  await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor();
  await page.waitForLoadState('domcontentloaded');
}

describe.each([1280, 390])('at %i pixels', (width) => {
  test.each(pages)('%s has no serious hindrance', async (path) => {
    const { page, close } = await openPage(browser, { width });
    await visit(page, path);
    expect(await violations(page)).toEqual([]);
    await close();
  });
});

test('the keyboard reaches the content first, and what has focus is visible', async () => {
  const { page, close } = await openPage(browser);
  await visit(page, '/');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
  expect(await skip.boundingBox()).toMatchObject({ x: expect.any(Number) });
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#content');
  await close();
});
