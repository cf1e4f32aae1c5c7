import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Withheld } from '../../src/accounts/write-runs-port.ts';
import { launchBrowser } from '../harness/launch-browser.ts';
import { openPage, overflow, textOf } from './open-page.ts';
import { at, portalId, type ServedPages, servePages } from './serve-pages.ts';
import { attacks, everyday } from './worlds.ts';

let browser: Browser;
let served: ServedPages;

beforeAll(async () => {
  [browser, served] = await Promise.all([launchBrowser(), servePages(everyday)]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  await served.stores.writeSwitch.set(portalId, { writes: 'held', at, by: 'user:7' });
});

/** A preview with so many values, ready to be looked at. */
async function preview(count: number, after = (index: number) => `value ${index}`): Promise<string> {
  const { writeRuns } = served.stores;
  const runId = await writeRuns.startPreview(portalId, { at, startedBy: null, totalCount: 1 });
  const rows = Array.from({ length: count }, (_, index) => ({
    type: 'companies' as const,
    objectId: String(index + 1),
    accountId: '1',
    property: 'quorum_play',
    before: index % 2 === 0 ? null : 'old',
    after: after(index),
    reason: 'map, value mvc',
  }));
  await writeRuns.plan(portalId, runId, { rows, cursor: '1', doneCount: 1, at });
  await writeRuns.move(portalId, runId, { from: ['computing'], to: 'ready', at });
  return runId;
}

async function withhold(rows: Partial<Withheld>[]): Promise<void> {
  const base = { type: 'companies', objectId: '1', accountId: '1', property: 'quorum_ltv', why: 'by_hand' } as const;
  const withheld = rows.map((row) => ({ ...base, ours: '100', theirs: '7', reason: null, at, ...row }));
  const nothing = { objects: 0, journal: [], adopted: [], planned: [], release: [], skipped: 0 };
  await served.stores.writeRuns.settle(portalId, { runId: '', at, withhold: withheld, ...nothing });
}

describe('writes', () => {
  test.each([
    ['en', 'Writes to HubSpot', ['Writes are held', 'by user:7', 'Preview what would change', 'Own calls to HubSpot']],
    ['vi', 'Ghi vào HubSpot', ['Đang giữ, chưa ghi', 'bởi user:7', 'Xem trước thay đổi', 'Các lần gọi HubSpot']],
  ] as const)(
    'the page says what is held and who said so, in %s, also on a phone',
    async (language, heading, texts) => {
      for (const width of [1280, 390]) {
        const { page, alarms, close } = await openPage(browser, { language, width });
        await page.goto(`${served.url}/writes`);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        const text = await textOf(page.getByRole('main'));
        for (const each of texts) expect(text).toContain(each);
        expect(await overflow(page)).toBe(0);
        expect(alarms).toEqual([]);
        await close();
      }
    },
  );

  test('a preview is asked for, and its page opens, by keyboard alone', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/writes`);
    await page.getByRole('button', { name: 'Preview what would change' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Preview is being made').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/writes\/.+/);
    await close();
  });

  test('what is shown is written after one more question, which Escape takes back', async () => {
    const runId = await preview(3);
    const { page, alarms, close } = await openPage(browser);
    await page.goto(`${served.url}/writes/${runId}`);
    const write = page.getByRole('button', { name: 'Write these 3 values…' });
    await write.click();
    await page.keyboard.press('Escape');
    await write.waitFor();
    expect((await served.stores.writeRuns.find(portalId, runId))?.state).toBe('ready');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Write 3 values into HubSpot now' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Being written:').waitFor();
    expect((await served.stores.writeRuns.find(portalId, runId))?.state).toBe('writing');
    await served.stores.writeRuns.move(portalId, runId, { from: ['writing'], to: 'done', at });
    expect(alarms).toEqual([]);
    await close();
  });

  test('100,000 rows: the end is reached, and never more than 200 rows stand in the page', async () => {
    const runId = await preview(100_000);
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/writes/${runId}`);
    const table = page.getByRole('table', { name: 'Values' });
    await table.getByText(/value 0$/).waitFor();
    expect(await table.getAttribute('aria-rowcount')).toBe('100001');
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await table.getByText(/value 99999$/).waitFor();
    expect(await table.getByRole('row').count()).toBeLessThan(200);
    await close();
  });

  test('hostile values are texts, wrap nothing and leave the page as wide as it is', async () => {
    const runId = await preview(attacks.length, (index) => attacks[index] ?? '');
    await withhold(attacks.map((text, index) => ({ objectId: `9${index}`, theirs: text, reason: text })));
    for (const width of [1280, 390]) {
      const { page, alarms, close } = await openPage(browser, { width });
      for (const path of ['/writes', `/writes/${runId}`]) {
        await page.goto(served.url + path);
        await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
        expect(await overflow(page)).toBe(0);
      }
      expect(alarms).toEqual([]);
      await close();
    }
    for (const index of attacks.keys())
      await served.stores.withheld.release(portalId, {
        type: 'companies',
        objectId: `9${index}`,
        property: 'quorum_ltv',
      });
  });

  test('a value changed by hand is decided on its page and on the account’s', async () => {
    await withhold([{ objectId: '1' }, { objectId: '2', accountId: '2' }]);
    const { page, close } = await openPage(browser);
    await page.goto(`${served.url}/writes`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: '2', exact: true }) });
    await row.getByRole('button', { name: 'Keep theirs' }).click();
    await page.getByRole('button', { name: 'Theirs is kept 1' }).waitFor();
    await page.goto(`${served.url}/accounts/1`);
    await page.getByRole('tab', { name: 'Written to HubSpot' }).click();
    await page.getByText('Changed by hand').waitFor();
    await page.getByRole('button', { name: 'Write ours again' }).click();
    await page.getByText('Changed by hand').waitFor({ state: 'detached' });
    expect((await served.stores.dirtyAccounts.list(portalId, 9)).map(({ accountId }) => accountId)).toEqual(['1']);
    await close();
  });
});
