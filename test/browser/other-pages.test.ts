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

describe('the other pages', () => {
  test.each([
    ['en', 'Operation', ['Inbox', 'Queues', 'could not be made in HubSpot: quorum_ltv', 'Grant the schema scopes']],
    [
      'vi',
      'Vận hành',
      [
        'Hộp nhận',
        'Hàng đợi',
        'Không tạo được các thuộc tính và nhãn này trong HubSpot: quorum_ltv',
        'Liên hệ → Công ty',
      ],
    ],
  ] as const)('operation shows queues, inbox and faults, in %s', async (language, heading, texts) => {
    const { page, alarms, close } = await openPage(browser, { language });
    await page.goto(`${served.url}/ops`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByText(texts[texts.length - 1] ?? '').waitFor();
    const text = await textOf(page.getByRole('main'));
    for (const each of [...texts, 'drain']) expect(text).toContain(each);
    expect(alarms).toEqual([]);
    await close();
  });

  test('the queues open, to look at only', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/ops`);
    const link = page.getByRole('link', { name: 'Open the queues' });
    await link.waitFor();
    const answer = await page.goto(`${served.url}${await link.getAttribute('href')}`);
    expect(answer?.status()).toBe(200);
    expect((await fetch(`${served.url}/ops/queues/api/queues/drain/clean`, { method: 'PUT' })).status).toBe(405);
    await close();
  });

  test.each([
    ['en', 'Help'],
    ['vi', 'Trợ giúp'],
  ] as const)('help opens by the question mark, in %s, with the keys', async (language, heading) => {
    const { page, alarms, close } = await openPage(browser, { language });
    await page.goto(served.url);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/help');
    const text = await textOf(page.getByRole('main'));
    for (const key of ['/', '↑ ↓', 'Enter', '?']) expect(text).toContain(key);
    expect(alarms).toEqual([]);
    await close();
  });

  test('the sample is called a sample on every page', async () => {
    const { page, close } = await openPage(browser);
    for (const path of ['/', '/accounts/1', '/ops', '/help']) {
      await page.goto(served.url + path);
      await page
        .getByText(/Northwind sample/)
        .first()
        .waitFor();
    }
    await close();
  });
});
