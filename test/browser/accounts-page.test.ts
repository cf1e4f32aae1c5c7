import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage, textOf } from './open-page.ts';
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

const languages = [
  {
    language: 'en',
    heading: 'Accounts',
    ltv: '$102.0k',
    columns: ['Account', 'Class', 'Lifetime value', 'Stage', 'Coverage', 'Missing roles', 'Owner'],
  },
  {
    language: 'vi',
    heading: 'Tài khoản',
    ltv: '102,0 nghìn US$',
    columns: ['Tài khoản', 'Nhóm', 'Giá trị vòng đời', 'Giai đoạn', 'Độ phủ vai trò', 'Vai trò còn thiếu', 'Phụ trách'],
  },
] as const;

describe('the list of accounts', () => {
  test.each(languages)('reads in $language throughout', async ({ language, heading, ltv, columns }) => {
    const { page, close } = await openPage(browser, { language });
    await page.goto(served.url);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    const heads = await page.getByRole('columnheader').allInnerTexts();
    for (const column of columns) expect(heads.join('\n').toLowerCase()).toContain(column.toLowerCase());
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'QUICK-Stop' }) });
    expect(await textOf(row)).toContain(ltv);
    expect(await textOf(row)).toContain('Andrew Fuller');
    expect(await page.title()).toContain(heading);
    await close();
  });

  test('the chosen language stays on the next visit', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(served.url);
    await page.getByRole('button', { name: 'VI', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Tài khoản' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Tài khoản' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('vi');
    await close();
  });

  test('a filter is an address that can be opened again, and leads back', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/?class=below_zero`);
    await page.getByRole('link', { name: 'Ernst Handel' }).waitFor();
    expect(await page.getByRole('link', { name: 'QUICK-Stop' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Ernst Handel' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ernst Handel' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Ernst Handel' }).waitFor();
    expect(new URL(page.url()).search).toBe('?class=below_zero');
    expect(await page.getByRole('link', { name: 'QUICK-Stop' }).count()).toBe(0);
    await close();
  });

  test('choosing a filter changes the address', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(served.url);
    await page.getByRole('combobox', { name: 'Any owner' }).selectOption({ label: 'Nguyễn Thị Thu' });
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Thương mại Bình Minh' }).waitFor();
    expect(new URL(page.url()).searchParams.get('owner')).toBe('8');
    await close();
  });

  test('arrow keys and Enter lead from the search to an account', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/?sort=name&descending=no`);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.getByRole('link', { name: 'Ernst Handel' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('Frankenversand');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('QUICK-Stop');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'QUICK-Stop' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/accounts/1');
    await close();
  });

  test('a heading sorts, and says how', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(served.url);
    const names = async () => (await page.getByRole('row').getByRole('link').allInnerTexts()).join(', ');
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    expect(await names()).toMatch(/^QUICK-Stop, Ernst Handel/);
    const head = page.getByRole('columnheader', { name: 'Account' });
    await head.getByRole('button').click();
    await expect.poll(names).toBe('Ernst Handel, Frankenversand, QUICK-Stop, Thương mại Bình Minh');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await close();
  });
});
