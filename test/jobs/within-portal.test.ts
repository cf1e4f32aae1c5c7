// What a job does around its use case: parse again, know its portal, and say what went wrong.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { portalPayload } from '../../jobs/payloads.ts';
import { jobHandler } from '../../jobs/within-portal.ts';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { describeFault } from '../../src/accounts/fault-words.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import type { PortalState } from '../../src/accounts/ports.ts';
import { FinalRefusalError, NotYetError } from '../../src/accounts/queue-port.ts';
import { defaultServeCosts } from '../../src/accounts/serve-costs.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fakeCrm } from '../fakes/fake-crm.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

let database: TestDatabase;
let stores: OpenStores;
let portalId = 500;
let context: SyncContext;

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});
beforeEach(async () => {
  portalId += 1;
  const crm = fakeCrm(portalId);
  const settings = { ...defaultValueSettings, serve: defaultServeCosts('USD') };
  const portal = await stores.portals.connect({ ...(await crm.readPortal()), appId: 1, at: 1, settings });
  context = { portal, crm, stores, queue: fakeQueue(), manifest: parseManifest(manifestFile), now: () => 1 };
});

async function run(error: Error | null, isLastAttempt: boolean, payload: unknown = { version: 1, portalId }) {
  let ran = 0;
  const handler = jobHandler(
    {
      name: 'a-job',
      payload: portalPayload,
      states: ['backfilling', 'ready'],
      run: async () => {
        ran += 1;
        if (error !== null) throw error;
      },
      failureCode: 'rebuild_failed',
    },
    async (asked) => {
      const portal = await stores.portals.find(asked);
      return portal === null ? null : { ...context, portal };
    },
  );
  const outcome = await handler(payload, { isLastAttempt }).then(
    () => 'done',
    (thrown: unknown) => thrown,
  );
  return { ran, outcome, faults: await stores.faults.last(portalId, 10) };
}

test('a payload of another version is refused for good and reaches no use case', async () => {
  const { ran, outcome } = await run(null, false, { version: 2, portalId });
  expect(ran).toBe(0);
  expect(outcome).toBeInstanceOf(FinalRefusalError);
});

test('a job about an unknown portal has nothing to do', async () => {
  expect(await run(null, false, { version: 1, portalId: 987_654 })).toMatchObject({ ran: 0, outcome: 'done' });
});

test('a job of a disconnected portal asks nothing of the CRM', async () => {
  await stores.portals.setState(portalId, 'disconnected');
  expect(await run(null, false)).toMatchObject({ ran: 0, outcome: 'done' });
});

const outcomes: { what: string; error: Error; isLast: boolean; state: PortalState; told: string | null }[] = [
  {
    what: 'a failure that will be tried again is not told',
    error: new Error('x'),
    isLast: false,
    state: 'backfilling',
    told: null,
  },
  {
    what: 'a failure for good is told',
    error: new Error('x'),
    isLast: true,
    state: 'backfilling',
    told: 'An account could not be rebuilt.',
  },
  {
    what: 'a refusal is told at once',
    error: new CrmRefusedError('x', { status: 400, category: 'VALIDATION_ERROR' }),
    isLast: false,
    state: 'backfilling',
    told: 'An account could not be rebuilt.',
  },
  {
    what: 'a short wait is not told',
    error: new CrmUnavailableError('x', { retryAfterMs: 2_000 }),
    isLast: false,
    state: 'backfilling',
    told: null,
  },
  {
    what: 'a long wait is told',
    error: new CrmUnavailableError('x', { retryAfterMs: 60_000 }),
    isLast: false,
    state: 'backfilling',
    told: 'HubSpot cannot be asked',
  },
  {
    what: 'waiting for its turn is not told',
    error: new NotYetError('x', { afterMs: 1 }),
    isLast: true,
    state: 'backfilling',
    told: null,
  },
  {
    what: 'access that was taken back disconnects the portal and is told',
    error: new PortalDisconnectedError('x'),
    isLast: false,
    state: 'disconnected',
    told: 'no longer lets Quorum in',
  },
];

for (const { what, error, isLast, state, told } of outcomes) {
  test(`${what}, and the error goes on to the queue`, async () => {
    const { outcome, faults } = await run(error, isLast);
    expect(outcome).toBe(error);
    expect((await stores.portals.find(portalId))?.state).toBe(state);
    expect(faults).toHaveLength(told === null ? 0 : 1);
    if (told !== null)
      expect(faults.map((fault) => describeFault(fault, 'en').what)).toEqual([expect.stringContaining(told)]);
  });
}
