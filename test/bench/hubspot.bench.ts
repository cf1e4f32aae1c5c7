// How close the first copy of a large portal comes to the fewest calls and the shortest time that HubSpot's limits allow, on the sandbox
// with its real limits and the latency of a distant server. Run: npm run bench:hubspot [-- --full | --companies N --contacts N --deals N]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { createStores } from '../../src/store/create-stores.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { type CopyFigures, copyPortal, makePortal, type PortalSize } from './copy-portal.ts';

const full: PortalSize = { companies: 20_000, contacts: 100_000, deals: 60_000 };
const usual: PortalSize = { companies: 6_000, contacts: 30_000, deals: 18_000 };
const callsPerSecond = 11;
const ratioMark = 1.1;

const text = { type: 'string' as const };
const { values: flags } = parseArgs({
  options: {
    full: { type: 'boolean' },
    companies: text,
    contacts: text,
    deals: text,
    latency: { ...text, default: '100' },
  },
});
const base = flags.full === true ? full : usual;
const size: PortalSize = {
  companies: Number(flags.companies ?? base.companies),
  contacts: Number(flags.contacts ?? base.contacts),
  deals: Number(flags.deals ?? base.deals),
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-bench-'));
fs.chmodSync(folder, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres') });
try {
  await migrateDatabase(postgres.url);
  const stores = await createStores({ databaseUrl: postgres.url });
  const where = { databaseUrl: postgres.url, host: '127.0.0.1', port: 0, webhookTarget: null };
  const sandbox = await startSandbox({ ...where, faults: { slowMs: Number(flags.latency) } });
  try {
    const portal = await makePortal(sandbox, size);
    report(await copyPortal({ sandbox, stores, portal }));
  } finally {
    await sandbox.stop();
    await stores.close();
  }
} finally {
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

function report({ calls, floor, seconds, firstAccountsSeconds, limited, records }: CopyFigures): void {
  const floorSeconds = floor / callsPerSecond;
  const ratio = seconds / floorSeconds;
  const print = (line: string) => process.stdout.write(`${line}\n`);
  print(
    `records           ${Object.entries(records)
      .map(([type, count]) => `${type} ${count}`)
      .join(', ')}`,
  );
  print(`latency           ${flags.latency} ms a call; load average ${os.loadavg()[0]?.toFixed(1)}`);
  print(`calls             ${calls}`);
  print(`floor             ${floor} calls`);
  print(`seconds           ${seconds.toFixed(1)}`);
  print(`floor seconds     ${floorSeconds.toFixed(1)} at ${callsPerSecond} calls a second`);
  print(
    `ratio             ${ratio.toFixed(3)} (mark ${ratioMark.toFixed(2)}: ${ratio <= ratioMark ? 'kept' : 'MISSED'})`,
  );
  print(`429s              ${limited}`);
  print(`first accounts    after ${firstAccountsSeconds.toFixed(1)} s`);
  if (ratio > ratioMark || limited > 0) process.exitCode = 1;
}
