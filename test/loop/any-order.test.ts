// Webhooks come twice, late and in any order: the state they lead to is the one a fresh copy of the CRM gives.
import { afterEach, expect, test } from 'vitest';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { primaryOf, sampleCrm, sampleRecord, wonDeal } from '../fakes/sample-crm.ts';
import { hubspotEvent, type Loop, portalId, startLoop } from './start-loop.ts';

const loops: Loop[] = [];
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
});

/** Small, seeded: the same histories on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function changeAtRandom(crm: FakeCrm, random: () => number, step: number): Record<string, unknown>[] {
  const now = Date.now();
  const company = `1${1 + Math.floor(random() * 6)}`;
  // People who end in 0 move, those in 1 are merged away, those in 2 deleted: an id that is gone never comes back in a CRM.
  const [mover, leaver] = [0, 2].map((last) => `2${1 + Math.floor(random() * 6)}${last}`);
  if (mover === undefined || leaver === undefined) throw new Error('Two people were drawn.');
  const touch = { now, updatedAt: now + step };
  switch (Math.floor(random() * 5)) {
    case 0: {
      const id = `39${step}`;
      crm.put(sampleRecord('deals', id, wonDeal(company, 100 * (1 + step), now), touch));
      crm.associate(primaryOf('deals', id, company));
      return [hubspotEvent({ subscriptionType: 'deal.creation', objectId: Number(id) })];
    }
    case 1:
      crm.put(sampleRecord('companies', company, { name: `Renamed ${step}` }, touch));
      return [
        hubspotEvent({ subscriptionType: 'company.propertyChange', objectId: Number(company), propertyName: 'name' }),
      ];
    case 2: {
      for (let from = 1; from <= 6; from += 1) crm.dissociate(primaryOf('contacts', mover, `1${from}`));
      crm.associate(primaryOf('contacts', mover, company));
      crm.put(
        sampleRecord('contacts', mover, { lastname: mover, jobtitle: 'Owner', associatedcompanyid: company }, touch),
      );
      const pair = { associationType: 'CONTACT_TO_COMPANY', fromObjectId: Number(mover), toObjectId: Number(company) };
      return [
        hubspotEvent({ subscriptionType: 'contact.associationChange', ...pair, associationRemoved: false }),
        hubspotEvent({
          subscriptionType: 'contact.propertyChange',
          objectId: Number(mover),
          propertyName: 'associatedcompanyid',
        }),
      ];
    }
    case 3:
      crm.remove('contacts', leaver);
      return [hubspotEvent({ subscriptionType: 'contact.deletion', objectId: Number(leaver), changeFlag: 'DELETED' })];
    default: {
      const [survivor, merged] = [`2${company[1]}0`, `2${company[1]}1`];
      crm.merge('contacts', merged, survivor);
      crm.put(sampleRecord('contacts', survivor, { lastname: survivor, associatedcompanyid: company }, touch));
      const ids = {
        primaryObjectId: Number(survivor),
        mergedObjectIds: [Number(merged)],
        newObjectId: Number(survivor),
      };
      return [
        hubspotEvent({ subscriptionType: 'contact.merge', objectId: Number(survivor), ...ids }),
        hubspotEvent({ subscriptionType: 'contact.deletion', objectId: Number(merged) }),
      ];
    }
  }
}

/** Each event once or twice, in any order, in batches of any size. */
function shuffledBatches(events: Record<string, unknown>[], random: () => number): Record<string, unknown>[][] {
  const sent = events.flatMap((event) => (random() < 0.4 ? [event, { ...event, attemptNumber: 1 }] : [event]));
  const shuffled = sent.map((event) => ({ event, key: random() })).sort((left, right) => left.key - right.key);
  const batches: Record<string, unknown>[][] = [];
  for (let start = 0; start < shuffled.length; ) {
    const end = start + 1 + Math.floor(random() * 7);
    batches.push(shuffled.slice(start, end).map(({ event }) => event));
    start = end;
  }
  return batches;
}

/** What the loop knows of every account, without the times at which it was worked out. */
async function stateOf(loop: Loop) {
  const accounts = [];
  for (let company = 1; company <= 6; company += 1) {
    const accountId = `1${company}`;
    const map = await loop.stores.results.loadMap(portalId, accountId);
    const stored = await loop.stores.results.loadValue(portalId, accountId);
    accounts.push({
      accountId,
      name: map?.accountName,
      people: map?.people.map((person) => [person.id, person.strength, person.roles.map(({ role }) => role)]),
      orders: stored?.value.orders,
      monetaryMinor: stored?.value.monetaryMinor,
    });
  }
  return accounts;
}

test.each([11, 12, 13, 14])('history %i, sent twice and shuffled, ends where a fresh copy does', async (seed) => {
  const random = seeded(seed);
  const crm = sampleCrm(portalId, Date.now());
  const followed = await startLoop('postgres', crm);
  loops.push(followed);
  await followed.atRest();
  const events = Array.from({ length: 25 }, (_, step) => changeAtRandom(crm, random, step)).flat();
  for (const batch of shuffledBatches(events, random)) {
    await followed.notify(batch, { isNudgeLost: random() < 0.3 });
  }
  await followed.atRest();
  const fresh = await startLoop('postgres', crm);
  loops.push(fresh);
  await fresh.atRest();
  expect(await stateOf(followed)).toEqual(await stateOf(fresh));
});
