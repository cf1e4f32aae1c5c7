// The loop from webhook to written property with a CRM in memory, on real stores and real queues of both kinds.
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { primaryOf, sampleCrm, sampleRecord, wonDeal } from '../fakes/sample-crm.ts';
import { echoesOf, hubspotEvent, type Loop, portalId, startLoop } from './start-loop.ts';

describe.each(['postgres', 'redis'] as const)('with queues on %s', (kind) => {
  let crm: FakeCrm;
  let loop: Loop;
  beforeEach(async () => {
    crm = sampleCrm(portalId, Date.now());
    loop = await startLoop(kind, crm);
    await loop.atRest();
  });
  afterEach(() => loop.stop());

  const ltvOf = (id: string): number => {
    const row = crm.written.findLast((each) => each.id === id && 'quorum_ltv' in each.properties);
    return Number(row?.properties.quorum_ltv);
  };
  const win = (id: string, companyId: string, amount: number) => {
    const now = Date.now();
    crm.put(sampleRecord('deals', id, wonDeal(companyId, amount, now), { now, updatedAt: now }));
    crm.associate(primaryOf('deals', id, companyId));
    return hubspotEvent({ subscriptionType: 'deal.creation', objectId: Number(id), changeFlag: 'CREATED' });
  };
  const rises = async (id: string, before: number, withinMs: number) => {
    const startedAt = performance.now();
    while (!(ltvOf(id) > before) && performance.now() - startedAt < withinMs) await delay(20);
    expect(ltvOf(id)).toBeGreaterThan(before);
  };

  test('every account gets a map, a value and its properties, and nothing fails', async () => {
    for (let company = 1; company <= 6; company += 1) {
      expect(await loop.stores.results.loadMap(portalId, `1${company}`)).not.toBeNull();
      expect(ltvOf(`1${company}`)).toBeGreaterThan(0);
    }
    expect(await loop.stores.faults.last(portalId, 10)).toEqual([]);
  });

  test('a won deal stands in the CRM within 5 s, and then nothing is written any more', async () => {
    const before = ltvOf('13');
    await loop.notify([win('399', '13', 9_000)]);
    await rises('13', before, 5_000);
    await loop.atRest();
    for (let round = 0; round < 3; round += 1) {
      const written = crm.written.length;
      await loop.notify(echoesOf(crm.written));
      await loop.atRest();
      expect(crm.written.length).toBe(written);
    }
  });

  test('a webhook whose nudge was lost is worked off by the sweep', async () => {
    const before = ltvOf('12');
    await loop.notify([win('398', '12', 9_000)], { isNudgeLost: true });
    await rises('12', before, 8_000);
  });

  test('a queue that loses all its jobs loses no work', async () => {
    const before = ltvOf('14');
    await loop.stores.dirtyAccounts.mark(portalId, ['11'], { at: Date.now() - 60_000, value: true });
    await loop.notify([win('397', '14', 9_000)]);
    await loop.loseQueue();
    await loop.atRest();
    expect(ltvOf('14')).toBeGreaterThan(before);
  });
});
