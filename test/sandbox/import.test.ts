// A HubSpot export becomes a portal of its own, whatever its encoding, and the same folder again changes what changed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ImportResult, importExport } from '../../src/sandbox/import-export.ts';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

const pageSchema = z.object({
  results: z.array(z.object({ properties: z.record(z.string(), z.string().nullable()) })),
});
let portal: TestPortal;
const folders: string[] = [];
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(async () => {
  await portal.stop();
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Record<string, string | Buffer>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-export-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), content);
  return folder;
}

const load = (folder: string) => importExport({ databaseUrl: portal.databaseUrl, folder });

async function all(result: ImportResult, type: string, names: string): Promise<Record<string, string | null>[]> {
  const response = await fetch(`${portal.sandbox.url}${objects}/${type}?limit=100&properties=${names}`, {
    headers: { authorization: `Bearer ${result.accessToken}` },
  });
  return pageSchema.parse(await response.json()).results.map(({ properties }) => properties);
}

const companies = `Record ID,Company name,Company Domain Name,Company owner,Annual Revenue
1,Công ty Trà Xanh,tra.example,Lan Trần,"1,250,000"
2,Second,second.example,Lan Trần,
`;
const contacts = `Record ID,First Name,Last Name,Email,Job Title,Associated Company IDs,Buying Role
11,Đặng,Hùng,hung@tra.example,Giám đốc mua hàng,1,Decision Maker;Budget Holder
12,Ann,Example,ann@second.example,Buyer,2,
`;
const deals = `Record ID,Deal Name,Amount,Deal Stage,Close Date,Associated Company IDs,Associated Contact IDs
21,Won one,"1,200.50",Closed Won (Sales Pipeline),2026-03-01 09:30,1,11
22,Open one,300,Qualified To Buy,2026-12-24 10:00,2,12;11
`;
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const semicolons = (text: string) =>
  text
    .split('\n')
    .map((line) =>
      line.replace(/"[^"]*"|[^,"]+|,/g, (part) =>
        part === ',' ? ';' : part.includes(';') && !part.startsWith('"') ? `"${part}"` : part,
      ),
    )
    .join('\n');

const encodings: [string, (text: string) => string | Buffer][] = [
  ['UTF-8', (text) => text],
  ['UTF-8 with a mark', (text) => `\uFEFF${text}`],
  ['UTF-16', utf16],
  ['semicolons and Windows lines', (text) => semicolons(text).replaceAll('\n', '\r\n')],
];

test.each(encodings)('companies, contacts and deals are read in %s', async (_name, encode) => {
  const files = {
    'companies.csv': encode(companies),
    'contacts.csv': encode(contacts),
    'all deals.csv': encode(deals),
  };
  const result = await load(folderOf(files));
  expect(result.rejected).toEqual([]);
  expect(result.counts).toEqual({ companies: 2, contacts: 2, deals: 2 });
  expect(await all(result, 'companies', 'annualrevenue')).toMatchObject([
    { name: 'Công ty Trà Xanh', annualrevenue: '1250000' },
    { name: 'Second', annualrevenue: null },
  ]);
  expect(await all(result, 'contacts', 'jobtitle,hs_buying_role,associatedcompanyid')).toMatchObject([
    {
      firstname: 'Đặng',
      jobtitle: 'Giám đốc mua hàng',
      hs_buying_role: 'DECISION_MAKER;BUDGET_HOLDER',
      associatedcompanyid: expect.stringMatching(/^\d+$/),
    },
    { email: 'ann@second.example' },
  ]);
  expect(await all(result, 'deals', 'hs_is_closed_won,hs_primary_associated_company')).toMatchObject([
    { amount: '1200.50', dealstage: 'closedwon', closedate: '2026-03-01T09:30:00.000Z', hs_is_closed_won: 'true' },
    { dealstage: 'qualifiedtobuy', hs_primary_associated_company: expect.stringMatching(/^\d+$/) },
  ]);
});

test('the same folder again gives no doubles and brings what changed', async () => {
  const folder = folderOf({ 'companies.csv': companies, 'contacts.csv': contacts, 'deals.csv': deals });
  const first = await load(folder);
  const ids = (await all(first, 'deals', 'amount')).map((deal) => deal.hs_object_id);
  fs.writeFileSync(path.join(folder, 'deals.csv'), deals.replace('300', '350'));
  const second = await load(folder);
  expect(second).toMatchObject({ portalId: first.portalId, accessToken: first.accessToken, rejected: [] });
  const after = await all(second, 'deals', 'amount');
  expect(after.map((deal) => deal.hs_object_id)).toEqual(ids);
  expect(after.map((deal) => deal.amount)).toEqual(['1200.50', '350']);
  expect(await all(second, 'companies', 'name')).toHaveLength(2);
  expect(await all(second, 'contacts', 'email')).toHaveLength(2);
});

test('a bad row is named with its line and reason, and stops no other', async () => {
  const bad = `${deals}23,Bad amount,many,Closed Won,2026-03-01 09:30,1,\n24,Bad date,5,Closed Won,soon,1,\n25,Good,5,Closed Won,2026-03-02 09:30,1,\n`;
  const result = await load(
    folderOf({ 'companies.csv': companies, 'deals.csv': bad, 'weather.csv': 'Day,Rain\n1,2\n', 'notes.txt': 'x' }),
  );
  expect(result.counts).toEqual({ companies: 2, deals: 3 });
  expect(result.rejected).toMatchObject([
    { file: 'weather.csv', row: 0, reason: expect.stringContaining('neither companies, contacts nor deals') },
    { file: 'deals.csv', row: 4, reason: expect.stringContaining('amount') },
    { file: 'deals.csv', row: 5, reason: expect.stringContaining('soon') },
  ]);
});

test.each([
  ['$1,234.50', '1234.50'],
  ['1.234,50 €', '1234.50'],
  ['1.234.567,8', '1234567.8'],
  ['12,5', '12.5'],
  ['-1,000', '-1000'],
  ['1,000,000', '1000000'],
])('the amount %s is %s', async (written, amount) => {
  const result = await load(folderOf({ 'deals.csv': `Deal Name;Amount\nOne;${written}\n` }));
  expect(await all(result, 'deals', 'amount')).toMatchObject([{ amount }]);
});

test('an imported portal is one of its own', async () => {
  const result = await load(folderOf({ 'companies.csv': companies }));
  expect(result.portalId).not.toBe(portal.sandbox.portalId);
  expect(await portal.sandbox.portals()).toContainEqual(
    expect.objectContaining({ portalId: result.portalId, sample: false }),
  );
  const [imported] = await all(result, 'companies', 'name');
  expect((await portal.get(`${objects}/companies/${imported?.hs_object_id}`)).status).toBe(404);
});

test('contacts find their company by its name where no ids were exported', async () => {
  const result = await load(
    folderOf({
      'companies.csv': 'Company name\nThe Hub\n',
      'people.csv': 'First Name,Last Name,Company name\nAnn,One,the hub\n',
    }),
  );
  expect(result.rejected).toEqual([]);
  const [company] = await all(result, 'companies', 'name');
  expect(await all(result, 'contacts', 'associatedcompanyid')).toMatchObject([
    { associatedcompanyid: company?.hs_object_id },
  ]);
});

test('a folder without anything to read says so', async () => {
  const result = await load(folderOf({ 'notes.txt': 'x' }));
  expect(result).toMatchObject({ counts: {}, rejected: [{ row: 0, reason: expect.stringContaining('no CSV file') }] });
});
