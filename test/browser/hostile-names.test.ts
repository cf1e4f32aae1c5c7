import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage } from './open-page.ts';
import { type ServedPages, servePages } from './serve-pages.ts';
import { attacks, hostile } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages(hostile)]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const paths = [
  '/',
  '/accounts/1?tab=map',
  '/accounts/1?tab=people',
  '/accounts/1?tab=value',
  '/accounts/1?tab=deals',
  '/accounts/2?tab=written',
  ...attacks.map((text) => `/?search=${encodeURIComponent(text)}`),
  '/?sort=%3Cscript%3Ealert(7)%3C/script%3E',
  `/accounts/${encodeURIComponent('<img src=x onerror=alert(8)>')}`,
];

const squeezed = (text: string) => text.replace(/\s+/g, ' ');

describe('names that try to be more than names', () => {
  test.each(paths)('%s runs nothing', async (path) => {
    const { page, alarms, close } = await openPage(browser);
    await page.goto(served.url + path);
    await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor();
    await page.waitForTimeout(150);
    expect(alarms.filter((alarm) => !/status of 40[04]/.test(alarm))).toEqual([]);
    await close();
  });

  test('are shown letter by letter in the list', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(served.url);
    const links = page.getByRole('table').getByRole('link');
    await links.first().waitFor();
    const shown = (await links.allTextContents()).map(squeezed);
    for (const text of attacks) expect(shown).toContain(squeezed(text));
    await close();
  });

  test('are shown letter by letter among the people, and nowhere as elements', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/accounts/1?tab=people`);
    const table = page.getByRole('treegrid');
    await table.waitFor();
    const text = squeezed((await table.allTextContents()).join(' '));
    for (const attack of attacks) expect(text).toContain(squeezed(attack));
    expect(await page.locator('main img, main script, main [onerror], main [onload]').count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    await close();
  });

  test('the picture of the map alone carries them as text', async () => {
    const answer = await fetch(`${served.url}/api/accounts/1/map.svg`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('image/svg+xml');
    const { page, alarms, close } = await openPage(browser);
    await page.goto(`${served.url}/api/accounts/1/map.svg`);
    expect(await page.locator('title').textContent()).toBe(attacks[0]);
    const risky = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter(
          (element) =>
            /^(script|img|image|foreignObject|a|iframe|style)$/i.test(element.localName) ||
            [...element.attributes].some(({ name, value }) => /^on|href/i.test(name) || /javascript:/i.test(value)),
        ).length,
    );
    expect(risky).toBe(0);
    expect(alarms).toEqual([]);
    await close();
  });
});
