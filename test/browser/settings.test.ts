// The settings on the sandbox portal, by mouse and by keyboard, in both languages; and the pages at the door.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage, overflow, textOf } from './open-page.ts';
import { at, portalId, type ServedPages, servePages } from './serve-pages.ts';
import { everyday } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  await served?.close();
  served = await servePages(everyday);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

describe('the settings', () => {
  test.each([
    ['en', 'Settings', ['Portals', 'Keys', 'Audit log'], 'sandbox on this machine'],
    ['vi', 'Cài đặt', ['Cổng', 'Khóa', 'Nhật ký truy cập'], 'cổng thử trên máy này'],
  ] as const)('show the portal and how Quorum is let in, in %s', async (language, heading, tabs, by) => {
    const { page, alarms, close } = await openPage(browser, { language });
    await page.goto(served.url);
    await page.getByRole('link', { name: heading }).click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    const portal = page.getByRole('region', { name: 'Northwind' });
    await portal.getByText(by).waitFor();
    for (const tab of tabs) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).waitFor();
    }
    expect(await page.title()).toBe(`${heading} · Quorum`);
    expect(alarms).toEqual([]);
    await close();
  });

  test('a key is made and taken back by keyboard alone', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/settings?tab=keys`);
    await page.getByLabel('Name').focus();
    await page.keyboard.type('Warehouse');
    for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('status').getByText('It is shown this once').waitFor();
    const [key] = await served.stores.apiKeys.list(portalId);
    expect(key).toMatchObject({ name: 'Warehouse', scope: 'read', createdBy: 'sandbox' });
    const row = page.getByRole('row', { name: /Warehouse/ });
    await row.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await row.getByText('revoked').waitFor();
    await close();
  });

  test('the audit log is paged and filtered', async () => {
    const entries = Array.from({ length: 70 }, (_, index) => ({
      at: at + index,
      who: index % 2 === 0 ? 'user:7' : 'key:a',
      what: 'account_read' as const,
      objectIds: [`record-${index}`],
    }));
    await served.stores.audit.append(portalId, entries);
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/settings?tab=audit`);
    await page.getByRole('cell', { name: 'record-69' }).waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('cell', { name: 'record-0', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Newest' }).click();
    await page.getByRole('cell', { name: 'record-69' }).waitFor();
    await page.getByLabel('Who').fill('key:a');
    await page.getByRole('cell', { name: 'record-68' }).waitFor({ state: 'detached' });
    await page.getByLabel('From').fill('2030-01-01');
    await page.getByText('No entries match').waitFor();
    await close();
  });

  test('a portal is not disconnected before its name is typed, and a refusal says what to do', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/settings`);
    await page.getByRole('button', { name: 'Disconnect…' }).click();
    const form = page.getByRole('form', { name: 'Disconnect Northwind' });
    const leave = form.getByRole('button', { name: 'Disconnect', exact: true });
    expect(await leave.isDisabled()).toBe(true);
    await form.getByRole('textbox').fill('northwind');
    expect(await leave.isDisabled()).toBe(true);
    await form.getByRole('textbox').fill('Northwind');
    await leave.click();
    await form.getByRole('alert').waitFor();
    await form.getByRole('button', { name: 'Cancel' }).click();
    await form.waitFor({ state: 'detached' });
    await close();
  });

  test('a disconnected portal is said on every page, with the way to connect it again', async () => {
    await served.stores.portals.setState(portalId, 'disconnected');
    const { page, close } = await openPage(browser);
    for (const path of ['/', '/accounts/1', '/ops', '/help']) {
      await page.goto(`${served.url}${path}`);
      await page.getByRole('alert').getByText('The portal is disconnected').waitFor();
    }
    await page.getByRole('link', { name: 'Connect it again' }).click();
    await page.getByRole('button', { name: 'Connect again' }).waitFor();
    await close();
  });

  test('a portal remembered from before that is not there any more is forgotten', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/?portal=999`);
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem('quorum.portal'))).toBeNull();
    await close();
  });
});

describe('the door of the sandbox', () => {
  test.each([
    ['en', 1280, 'There is nothing to sign in to'],
    ['vi', 390, 'Không cần đăng nhập'],
  ] as const)('says in %s at %i pixels that it is open', async (language, width, heading) => {
    const { page, alarms, close } = await openPage(browser, { language, width });
    await page.goto(`${served.url}/sign-in`);
    await page.getByRole('heading', { name: heading }).waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await textOf(page.locator('body'))).toContain('EN');
    await page.getByRole('link', { name: /Quorum/ }).click();
    await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
    expect(alarms).toEqual([]);
    await close();
  });
});
