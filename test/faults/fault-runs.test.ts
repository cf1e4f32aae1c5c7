// Seeded runs with HubSpot and its webhooks going wrong: mirror and written properties end as they should. More: `npm run faults`.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { runWithFaults } from './fault-run.ts';
import { type FaultWorld, startFaultWorld } from './fault-world.ts';

const lanes = 5;
const runsPerLane = 5;

let database: TestDatabase;
let world: FaultWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await startFaultWorld(database.url);
});
afterAll(async () => {
  await world.stop();
  await database.drop();
});

test.concurrent.each(Array.from({ length: lanes }, (_, lane) => 1 + lane * runsPerLane))(
  'five runs from seed %i end with everything true, nothing written twice and nothing needlessly',
  async (first) => {
    for (let seed = first; seed < first + runsPerLane; seed += 1) {
      const report = await runWithFaults(world, seed);
      expect(report.differences, `seed ${seed}`).toEqual([]);
      expect(report.changes).toBeGreaterThan(0);
    }
  },
  600_000,
);
