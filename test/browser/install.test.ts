// Installing as an administrator does it, in a real browser against the sandbox's consent page: sign in, connect, use, lose, leave.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage, textOf } from './open-page.ts';
import { type ConnectedService, startConnectedService } from './start-connected.ts';

let browser: Browser;
let service: ConnectedService;

beforeAll(async () => {
  [browser, service] = await Promise.all([launchBrowser(), startConnectedService()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** From the door through the consent page, as the administrator. */
async function signIn(page: Page): Promise<void> {
  await page.goto(service.url);
  await page.getByRole('heading', { name: 'Sign in to Quorum' }).waitFor();
  await page.getByRole('link', { name: 'Sign in with HubSpot' }).click();
  await page
    .getByRole('button', { name: 'Connect', exact: true })
    .or(page.locator('button[value=connect]'))
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
}

test('whoever may not install is told so, an administrator is let in, and the portal is copied', async () => {
  const { page, alarms, close } = await openPage(browser);
  await page.goto(`${service.url}/accounts/1`);
  await page.getByRole('link', { name: 'Sign in with HubSpot' }).click();
  const asked = new URL(page.url()).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('scope')?.split(' ')).toContain('crm.objects.contacts.read');
  expect(asked.get('optional_scope')?.split(' ')).toContain('tickets');
  await page.locator('input[name=user][value="2"]').check();
  await page.locator('button[value=connect]').click();
  await page.getByRole('alert').waitFor();
  await page.locator('input[name=user][value="1"]').check();
  await page.locator('button[value=connect]').click();
  await page.waitForURL(`${service.url}/accounts/1?*`);
  await page.goto(`${service.url}/settings`);
  const portal = page.getByRole('region', { name: /Northwind/ });
  await portal.getByText('consent in HubSpot').waitFor();
  await portal.getByText('All required scopes are granted').waitFor();
  await portal.getByText('connected', { exact: true }).waitFor({ timeout: 60_000 });
  await page.goto(service.url);
  await page.getByRole('link', { name: 'QUICK-Stop' }).waitFor();
  expect(alarms.filter((alarm) => !alarm.includes('403') && !alarm.includes('404'))).toEqual([]);
  await close();
});

test('declining is told, and nobody is let in', async () => {
  const { page, close } = await openPage(browser);
  await page.goto(`${service.url}/oauth/install`);
  await page.locator('button[value=deny]').click();
  await page.getByRole('heading', { name: 'HubSpot did not let Quorum in' }).waitFor();
  await page.goto(service.url);
  await page.getByRole('heading', { name: 'Sign in to Quorum' }).waitFor();
  await close();
});

test('an administrator makes a key, a program uses it, and the audit log tells of both', async () => {
  const { page, alarms, close } = await openPage(browser);
  await signIn(page);
  await page.getByRole('tab', { name: 'Keys' }).click();
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Create key' }).click();
  const secret = (await page.locator('.secret').textContent()) ?? '';
  const asKey = { headers: { authorization: `Bearer ${secret}` } };
  const accounts: unknown = await (await fetch(`${service.url}/api/accounts?limit=1`, asKey)).json();
  const text = JSON.stringify(accounts);
  const accountId = /"accountId":"(\d+)"/.exec(text)?.[1] ?? '';
  expect((await fetch(`${service.url}/api/accounts/${accountId}`, asKey)).status).toBe(200);
  await page.getByRole('tab', { name: 'Audit log' }).click();
  await page.getByRole('row', { name: new RegExp(`key:.*account read ${accountId}`) }).waitFor();
  await page
    .getByRole('row', { name: /user:1 key created/ })
    .first()
    .waitFor();
  await page.getByRole('combobox', { name: 'What' }).selectOption('key_created');
  await page
    .getByRole('row', { name: /account read/ })
    .first()
    .waitFor({ state: 'detached' });
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/^quorum-audit-\d+\.csv$/);
  await page.getByRole('tab', { name: 'Keys' }).click();
  expect(await textOf(page.getByRole('main'))).not.toContain(secret);
  const row = page.getByRole('row', { name: /Nightly report/ });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByRole('button', { name: 'Revoke for good' }).click();
  await row.getByText('revoked').waitFor();
  expect((await fetch(`${service.url}/api/accounts`, asKey)).status).toBe(401);
  expect(alarms).toEqual([]);
  await close();
});

test('access that is taken back in HubSpot shows on every page, and connecting again resumes', async () => {
  const { page, close } = await openPage(browser);
  await signIn(page);
  const { portalId } = service.sandbox;
  service.sandbox.setFaults({ tokenLifeSeconds: 60 }, portalId);
  await page.getByRole('link', { name: 'Connect again' }).click();
  await page.locator('button[value=connect]').click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await service.uninstall(portalId);
  await page.goto(service.url);
  const banner = page.getByRole('alert').getByText('The portal is disconnected');
  await banner.waitFor({ timeout: 60_000 });
  await page.goto(`${service.url}/ops`);
  await banner.waitFor();
  await page.getByText('HubSpot no longer lets Quorum in').first().waitFor();
  service.sandbox.setFaults({ tokenLifeSeconds: 1_800 }, portalId);
  await page.getByRole('link', { name: 'Connect it again' }).click();
  await page.getByText('disconnected', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Connect again' }).click();
  await page.locator('button[value=connect]').click();
  await page.getByText('connected', { exact: true }).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('alert').count()).toBe(0);
  await close();
});

test('a second portal stands beside the first, and leaves without a trace of it', async () => {
  const name = 'Second Portal';
  const second = await service.addPortal(name);
  const { page, close } = await openPage(browser);
  await signIn(page);
  await page.goto(`${service.url}/oauth/install?portal=${second}`);
  await page.locator('button[value=connect]').click();
  const portal = page.getByRole('region', { name });
  await portal.getByText('connected', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('region', { name: /Northwind/ }).waitFor();
  await portal.getByRole('button', { name: 'Disconnect…' }).click();
  await portal.getByLabel(/Remove them/).check();
  await portal.getByLabel(/Delete everything/).check();
  const leave = portal.getByRole('button', { name: 'Disconnect and delete' });
  expect(await leave.isDisabled()).toBe(true);
  await portal.getByRole('textbox').fill(name);
  await leave.click();
  await page.getByText('everything kept of it is deleted').waitFor({ timeout: 60_000 });
  await portal.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: /Northwind/ }).waitFor();
  await close();
});

test('the last portal that is deleted takes the session with it, and the door says so', async () => {
  const { page, close } = await openPage(browser);
  await signIn(page);
  const portal = page.getByRole('region', { name: /Northwind/ });
  await portal.getByRole('button', { name: 'Disconnect…' }).click();
  await portal.getByLabel(/Delete everything/).check();
  await portal.getByRole('textbox').fill('Northwind Traders (sample)');
  await portal.getByRole('button', { name: 'Disconnect and delete' }).click();
  await page.getByRole('heading', { name: 'The portal is disconnected and deleted' }).waitFor({ timeout: 60_000 });
  await page.goto(`${service.url}/settings`);
  await page.getByRole('heading', { name: 'Sign in to Quorum' }).waitFor();
  await close();
});

test('no token, code or key stands in the log', () => {
  const log = service.log();
  expect(log.length).toBeGreaterThan(1_000);
  for (const secret of ['sandbox-access-', 'sandbox-refresh-', 'code=', 'state=', 'quorum_1', 'admin@sandbox']) {
    expect(log).not.toContain(secret);
  }
});
