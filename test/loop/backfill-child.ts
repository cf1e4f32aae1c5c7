// A process of its own that copies a portal slowly, so that a test can kill it: `node backfill-child.ts DATABASE_URL`.
import { setTimeout as delay } from 'node:timers/promises';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { backfillPortal } from '../../src/accounts/backfill-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { createStores } from '../../src/store/create-stores.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { largeCrm } from '../fakes/sample-crm.ts';

const [databaseUrl = '', portalText = ''] = process.argv.slice(2);
const portalId = Number(portalText);
const stores = await createStores({ databaseUrl });
const portal = await stores.portals.find(portalId);
if (portal === null) throw new Error('The test connects the portal first.');
const crm = largeCrm(portalId);
const slow = {
  ...crm,
  listRecords: async (request: Parameters<typeof crm.listRecords>[0]) => {
    await delay(15);
    process.stdout.write('.');
    return crm.listRecords(request);
  },
};
const manifest = parseManifest(manifestFile);
await backfillPortal({ portal, crm: slow, stores, queue: fakeQueue(), manifest, now: Date.now });
await stores.close();
