// The loop from webhook to written property with a CRM in memory, on real stores and real queues of both kinds.
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, inject, test } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import type { CrmRecord, MirroredType } from '../../src/accounts/crm.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { parseNotifications } from '../../src/hubspot/parse-notifications.ts';
import { createQueue, type RunningQueue } from '../../src/queue/create-queue.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { openQueuePool } from '../../src/store/queue-pool.ts';
import { jobHandlers } from '../../src/wiring/job-handlers.ts';
import { portalCrms } from '../../src/wiring/portal-crms.ts';
import { type FakeCrm, fakeCrm } from '../fakes/fake-crm.ts';
import { testDatabase } from '../harness/database.ts';

const appId = 777;
const portalId = 42;
const dayMs = 86_400_000;
const manifest = parseManifest(manifestFile);
const own = new Set(Object.values(manifest.properties).flatMap((each) => each.map(({ name }) => name)));
const now = () => Date.now();
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Loop {
  crm: FakeCrm;
  stores: OpenStores;
  queue: RunningQueue;
  /** What HubSpot would send: kept, then nudged for. */
  notify(events: Record<string, unknown>[]): Promise<void>;
  atRest(): Promise<void>;
}

async function startLoop(kind: 'postgres' | 'redis'): Promise<Loop> {
  const database = await testDatabase();
  ends.push(() => database.drop());
  const stores = await createStores({ databaseUrl: database.url });
  ends.push(() => stores.close());
  const store = kind === 'redis' ? { redisUrl: inject('redisUrl') } : { postgresPool: openQueuePool(database.url) };
  const queue = await createQueue({
    store,
    rebuildQuietMs: 100,
    rebuildWaitMaxMs: 1_000,
    now,
    onError: () => undefined,
    isExclusive: true,
    prefix: `loop-${process.pid}-${kind}-${now()}`,
  });
  ends.push(() => queue.close());
  const crm = fakeCrm(portalId);
  fill(crm);
  const crms = portalCrms({ stores, queue, now });
  crms.add(portalId, crm);
  await queue.work(jobHandlers(crms.contextOf, { readNotifications: parseNotifications, ownProperties: own }));
  await connectPortal({ crm, stores, queue, manifest, appId, now: now() });
  const atRest = () => restOf(stores, queue);
  return {
    crm,
    stores,
    queue,
    atRest,
    notify: async (events) => {
      await stores.inboxWriter.append({ portalId, receivedAt: now(), body: Buffer.from(JSON.stringify(events)) });
      await queue.nudgeDrain(portalId);
    },
  };
}

/** Nothing pending, nothing dirty, nothing queued, and the portal copied; seen twice, since work begets work. */
async function restOf(stores: OpenStores, queue: RunningQueue): Promise<void> {
  let seen = 0;
  for (const end = performance.now() + 30_000; performance.now() < end && seen < 3; await delay(100)) {
    const counts = Object.values(await queue.counts());
    const queued = counts.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0);
    const isAtRest =
      queued === 0 &&
      (await stores.inbox.portalsPending()).length === 0 &&
      (await stores.dirtyAccounts.portalsDirty()).length === 0 &&
      (await stores.portals.find(portalId))?.state === 'ready';
    seen = isAtRest ? seen + 1 : 0;
  }
  if (seen < 3) throw new Error(`The loop found no rest: ${JSON.stringify(await queue.counts())}`);
}

function record(type: MirroredType, id: string, properties: CrmRecord['properties'], updatedAt = 1_000): CrmRecord {
  return { type, id, properties, createdAt: now() - 800 * dayMs, updatedAt, archived: false };
}

function wonDeal(companyId: string, amount: number, closedAt: number): CrmRecord['properties'] {
  return {
    dealname: 'An order',
    amount: String(amount),
    hs_is_closed: 'true',
    hs_is_closed_won: 'true',
    closedate: new Date(closedAt).toISOString(),
    hs_primary_associated_company: companyId,
  };
}

function fill(crm: FakeCrm): void {
  crm.owners = [{ ownerId: '1', name: 'Our Seller', email: null, archived: false }];
  for (let company = 1; company <= 6; company += 1) {
    const companyId = `1${company}`;
    crm.put(record('companies', companyId, { name: `Company ${company}` }));
    for (let person = 0; person < 3; person += 1) {
      const id = `2${company}${person}`;
      const jobtitle = ['Owner', 'Purchasing Manager', 'Sales Agent'][person] ?? null;
      crm.put(record('contacts', id, { firstname: 'P', lastname: id, jobtitle, associatedcompanyid: companyId }));
      crm.associate({
        fromType: 'contacts',
        fromId: id,
        toType: 'companies',
        toId: companyId,
        types: [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' }],
      });
    }
    for (let order = 0; order < company; order += 1) {
      const id = `3${company}${order}`;
      crm.put(record('deals', id, wonDeal(companyId, 500 + 100 * company, now() - (500 - 60 * order) * dayMs)));
      crm.associate({
        fromType: 'deals',
        fromId: id,
        toType: 'companies',
        toId: companyId,
        types: [{ category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' }],
      });
    }
    const meeting = `5${company}`;
    const at = now() - 20 * dayMs;
    crm.put(
      record('meetings', meeting, {
        hs_meeting_start_time: String(at),
        hs_meeting_end_time: String(at + 3_600_000),
        hs_meeting_outcome: 'COMPLETED',
        hubspot_owner_id: '1',
      }),
    );
    crm.associate({ fromType: 'meetings', fromId: meeting, toType: 'contacts', toId: `2${company}0`, types: [] });
  }
}

const event = (more: Record<string, unknown>) => ({
  eventId: 1,
  subscriptionId: 1,
  portalId,
  appId,
  occurredAt: now(),
  attemptNumber: 0,
  changeSource: 'CRM_UI',
  sourceId: 'userId:1',
  ...more,
});

/** The property changes that HubSpot would send for what was written. */
function echoesOf(written: FakeCrm['written']): Record<string, unknown>[] {
  const kinds: Record<string, string> = { companies: 'company', contacts: 'contact', deals: 'deal' };
  return written.flatMap(({ type, id, properties }) =>
    Object.entries(properties).map(([propertyName, propertyValue]) =>
      event({
        subscriptionType: `${kinds[type]}.propertyChange`,
        objectId: Number(id),
        propertyName,
        propertyValue,
        changeSource: 'INTEGRATION',
        sourceId: String(appId),
      }),
    ),
  );
}

describe.each(['postgres', 'redis'] as const)('with queues on %s', (kind) => {
  test('every account gets a map, a value and its properties; a won deal changes them within 5 s; then nothing is written any more', async () => {
    const { crm, stores, notify, atRest } = await startLoop(kind);
    await atRest();
    const ltvOf = (id: string) =>
      crm.written.findLast((row) => row.type === 'companies' && row.id === id && 'quorum_ltv' in row.properties)
        ?.properties['quorum_ltv'];
    for (let company = 1; company <= 6; company += 1) {
      expect(await stores.results.loadMap(portalId, `1${company}`)).not.toBeNull();
      expect(Number(ltvOf(`1${company}`))).toBeGreaterThan(0);
    }
    expect(await stores.faults.last(portalId, 10)).toEqual([]);

    const before = Number(ltvOf('13'));
    const startedAt = performance.now();
    crm.put(record('deals', '399', wonDeal('13', 9_000, now()), now()));
    crm.associate({
      fromType: 'deals',
      fromId: '399',
      toType: 'companies',
      toId: '13',
      types: [{ category: 'HUBSPOT_DEFINED', typeId: 5, label: 'Primary' }],
    });
    await notify([event({ subscriptionType: 'deal.creation', objectId: 399, changeFlag: 'CREATED' })]);
    while (Number(ltvOf('13')) <= before && performance.now() - startedAt < 10_000) await delay(20);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(Number(ltvOf('13'))).toBeGreaterThan(before);

    await atRest();
    for (let round = 0; round < 3; round += 1) {
      const written = crm.written.length;
      await notify(echoesOf(crm.written));
      await atRest();
      expect(crm.written.length).toBe(written);
    }
  });
});
