// Serves the built pages with the real app over stores in memory, as the browser tests look at them.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import express from 'express';
import { pino } from 'pino';
import type { CrmRecord } from '../../src/accounts/crm.ts';
import { defaultServeCosts } from '../../src/accounts/serve-costs.ts';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import type { AccountInput } from '../../src/buying-center/model.ts';
import { createHttpApp } from '../../src/http/create-http-app.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fakeStores } from '../fakes/fake-stores.ts';
import { makeValue, type ValueFigures } from './made-values.ts';

export const at = Date.UTC(2026, 10, 22, 9, 41);
export const portalId = 1;
const uiFolder = path.resolve(import.meta.dirname, '../../.quorum/ui');

/** What a test puts into the portal for one account; without `map` or `value` the account has none yet. */
export interface MadeAccount {
  id: string;
  name: string;
  city?: string;
  ownerId?: string;
  map?: AccountInput;
  value?: ValueFigures;
  written?: { property: string; before: string | null; after: string; reason: string }[];
}

const owners = [
  { ownerId: '7', name: 'Andrew Fuller', email: null, archived: false },
  { ownerId: '8', name: 'Nguyễn Thị Thu', email: null, archived: false },
];

/** @throws Error with the mend where the pages were not built. The caller closes it. */
export async function servePages(accounts: MadeAccount[]) {
  if (!fs.existsSync(path.join(uiFolder, 'index.html')))
    throw new Error('The tests need the built pages. Run `npm test`, which builds them.');
  const stores = fakeStores();
  const app = createHttpApp({
    stores,
    queue: { counts: async () => ({ drain: { waiting: 1, active: 0, delayed: 0, failed: 2 } }), boardQueues: () => [] },
    ingress: express.Router(),
    version: '0.1.0',
    publicUrl: () => '',
    log: pino({ level: 'silent' }),
    now: () => at,
    uiFolder,
  });
  await connect(stores);
  const put = (more: MadeAccount[]) => putAccounts(stores, more);
  await put(accounts);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    stores,
    put,
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ServedPages = Awaited<ReturnType<typeof servePages>>;
type MadeStores = ReturnType<typeof fakeStores>;

async function connect(stores: MadeStores): Promise<void> {
  await stores.portals.connect({
    portalId,
    name: 'Northwind',
    timeZone: 'UTC',
    currency: 'USD',
    uiDomain: 'app.hubspot.com',
    sample: true,
    appId: 1,
    at,
    settings: { ...defaultValueSettings, serve: defaultServeCosts('USD') },
  });
  await stores.portals.setState(portalId, 'ready');
  await stores.mirror.replaceOwners(portalId, owners);
  const step = { state: 'done', after: null, count: 7, expected: 7, reason: null, updatedAt: at } as const;
  await stores.progress.save(portalId, { ...step, step: 'contacts>companies' });
  await stores.faults.record(portalId, {
    at,
    where: 'write-back',
    code: 'not_provisioned',
    params: { names: 'quorum_ltv' },
  });
}

async function putAccounts(stores: MadeStores, accounts: MadeAccount[]): Promise<void> {
  await stores.mirror.upsertRecords(portalId, accounts.map(companyOf));
  const values = accounts.flatMap(({ id, value }) =>
    value === undefined ? [] : [{ ...makeValue(id, value, at), at }],
  );
  await stores.results.saveValues(portalId, values);
  for (const { id, name, map, written } of accounts) {
    if (map !== undefined)
      await stores.results.saveMap(portalId, buildAccountMap({ ...map, accountId: id, accountName: name }));
    const rows = (written ?? []).map((row) => ({
      ...row,
      runId: '1',
      type: 'companies' as const,
      objectId: id,
      accountId: id,
      outcome: 'written' as const,
      failure: null,
      at,
    }));
    await stores.journal.append(portalId, rows);
  }
}

function companyOf({ id, name, city, ownerId }: MadeAccount): CrmRecord {
  return {
    type: 'companies',
    id,
    properties: { name, city: city ?? '', hubspot_owner_id: ownerId ?? '' },
    createdAt: at,
    updatedAt: at,
    archived: false,
  };
}
