// Serves the app on a free port over stores in memory, as the tests of this room call it.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { defaultServeCosts } from '../../src/accounts/serve-costs.ts';
import { createHttpApp } from '../../src/http/create-http-app.ts';
import type { HttpDeps } from '../../src/http/http-deps.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fakeStores } from '../fakes/fake-stores.ts';

export const at = Date.UTC(2026, 10, 22, 9, 41);

export async function serveApp(changed: Partial<HttpDeps> = {}) {
  const stores = fakeStores();
  const lines: string[] = [];
  const app = createHttpApp({
    stores,
    queue: { counts: async () => ({ drain: { waiting: 1, active: 0, delayed: 0, failed: 2 } }), boardQueues: () => [] },
    ingress: express.Router().post('/', (_request, response) => void response.sendStatus(204)),
    version: '0.1.0',
    publicUrl: () => '',
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    now: () => at,
    uiFolder: import.meta.dirname,
    ...changed,
  });
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    stores,
    lines,
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Served = Awaited<ReturnType<typeof serveApp>>;

/** A portal with one company of that name; other portals have ids of their own. */
export async function connect({ stores }: Served, portalId: number, company: { id: string; name: string }) {
  const details = {
    portalId,
    name: `Portal ${portalId}`,
    timeZone: 'UTC',
    currency: 'USD',
    uiDomain: 'app.hubspot.com',
  };
  await stores.portals.connect({
    ...details,
    sample: false,
    appId: 1,
    at,
    settings: { ...defaultValueSettings, serve: defaultServeCosts('USD') },
  });
  await stores.mirror.upsertRecords(portalId, [
    {
      type: 'companies',
      id: company.id,
      properties: { name: company.name },
      createdAt: at,
      updatedAt: at,
      archived: false,
    },
  ]);
}
