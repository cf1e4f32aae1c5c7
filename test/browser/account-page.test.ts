import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import { personName } from '../../src/buying-center/words.ts';
import { launchBrowser } from '../harness/launch-browser.ts';
import { makeValue } from './made-values.ts';
import { openPage, textOf } from './open-page.ts';
import { at, portalId, type ServedPages, servePages } from './serve-pages.ts';
import { everyday, huge, longName, normalInput } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages([...everyday, huge])]);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const { people } = buildAccountMap(normalInput);
const known = people.filter(({ placeholder }) => !placeholder);

describe('the page of an account', () => {
  test('the map names everybody who has a role, and what is missing', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/accounts/1`);
    const panel = page.getByRole('tabpanel');
    await panel.getByText('Sabine Reuter').first().waitFor();
    const text = await textOf(panel);
    const bearing = known.filter(({ roles, left }) => roles.length > 0 && left === null);
    expect(bearing.length).toBeGreaterThan(8);
    for (const person of bearing) expect(text, person.name).toContain(person.name);
    for (const person of people.filter(({ placeholder }) => placeholder))
      expect(text).toContain(personName(person, 'en'));
    await close();
  });

  test('the people table lists everybody, Vietnamese and long names whole', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/accounts/1`);
    await page.getByRole('tab', { name: /^People/ }).click();
    const table = page.getByRole('treegrid', { name: 'People' });
    await table.waitFor();
    const text = await textOf(table);
    for (const { name } of known) expect(text, name).toContain(name);
    expect(text).toContain(longName);
    expect(text).toContain('Nguyễn Thị Lan Anh');
    await close();
  });

  test('the people table folds and moves by arrow keys', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/accounts/1?tab=people`);
    const rows = page.getByRole('treegrid').getByRole('row');
    const managing = rows.filter({ hasText: 'Matthias Brandt' });
    await managing.focus();
    expect(await managing.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => rows.filter({ hasText: 'Sabine Reuter' }).count()).toBe(0);
    expect(await managing.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    await rows.filter({ hasText: 'Sabine Reuter' }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).not.toContain('Matthias Brandt');
    await close();
  });

  test.each([
    ['en', 'Value', ['Revenue at list price', 'Discounts', 'Cost of goods', '$105.0k', '$102.0k']],
    ['vi', 'Giá trị', ['Doanh thu theo giá niêm yết', 'Chiết khấu', 'Giá vốn', '105,0 nghìn US$', '102,0 nghìn US$']],
  ] as const)('the value stands with its parts, in %s', async (language, name, texts) => {
    const { page, alarms, close } = await openPage(browser, { language });
    await page.goto(`${served.url}/accounts/1`);
    await page.getByRole('tab', { name, exact: true }).click();
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('table').first().waitFor();
    const text = await textOf(panel);
    for (const each of texts) expect(text).toContain(each);
    expect(alarms.filter((alarm) => alarm.startsWith('error'))).toEqual([]);
    await close();
  });

  test('what was written to HubSpot stands with its reason', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/accounts/1`);
    await page.getByRole('tab', { name: 'Written to HubSpot' }).click();
    const row = page.getByRole('row').filter({ hasText: 'quorum_ltv' });
    await row.waitFor();
    expect(await textOf(row)).toMatch(/102000[\s\S]*The value changed/);
    await close();
  });

  test.each([
    ['2', 'No people are known here'],
    ['3', 'The map is being made'],
  ])('account %s says what is not there yet', async (id, text) => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/accounts/${id}`);
    await page.getByText(text).first().waitFor();
    await close();
  });

  test('an account that does not exist is said, in the language of the page', async () => {
    const { page, close } = await openPage(browser, { language: 'vi' });
    await page.goto(`${served.url}/accounts/404404`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await textOf(alert)).toMatch(/[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]/);
    await close();
  });

  test('600 people: the map stands within two seconds and the page answers', async () => {
    const { page, close } = await openPage(browser);
    const started = performance.now();
    await page.goto(`${served.url}/accounts/600`);
    await page.getByRole('tabpanel').locator('svg').first().waitFor();
    expect(performance.now() - started).toBeLessThan(2_000);
    await page.getByRole('tab', { name: 'Value', exact: true }).click();
    await page.getByText('Revenue at list price').first().waitFor();
    await close();
  });

  test('a new value shows by itself on the account and in the list', async () => {
    const [account, list] = await Promise.all([openPage(browser), openPage(browser)]);
    await account.page.goto(`${served.url}/accounts/4`);
    await list.page.goto(served.url);
    await account.page.getByText('−$4.5k').first().waitFor();
    for (const { page } of [account, list]) await page.getByRole('status').getByText('Follows changes').waitFor();
    await served.stores.results.saveValues(portalId, [{ ...makeValue('4', { ltvMinor: 7_654_321 }, at), at }]);
    await served.stores.changes.publish({ portalId, kind: 'account', accountId: '4' });
    await account.page.getByText('$76.5k').first().waitFor({ timeout: 3_000 });
    await list.page.getByText('$76.5k').first().waitFor({ timeout: 3_000 });
    await Promise.all([account.close(), list.close()]);
  });
});
