// Seeded fault runs as a command: `npm run faults -- --runs 1000 --seed 1`. Prints each failure with its seed and what differs.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { runWithFaults } from './fault-run.ts';
import { type FaultWorld, startFaultWorld } from './fault-world.ts';

const text = { type: 'string' as const };
const { values: flags } = parseArgs({
  options: { runs: { ...text, default: '100' }, seed: { ...text, default: '1' }, lanes: { ...text, default: '2' } },
});
const print = (line: string) => process.stdout.write(`${line}\n`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-faults-'));
fs.chmodSync(folder, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), settings: ['fsync=off'] });
try {
  await migrateDatabase(postgres.url);
  const world = await startFaultWorld(postgres.url);
  try {
    await runAll(world);
  } finally {
    await world.stop();
  }
} finally {
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

async function runAll(world: FaultWorld): Promise<void> {
  const first = Number(flags.seed);
  const runs = Number(flags.runs);
  const seeds = Array.from({ length: runs }, (_, index) => first + index).values();
  const totals = { failed: 0, late: 0, done: 0, changes: 0, missed: 0, faults: new Map<string, number>() };
  const startedAt = performance.now();
  const lane = async () => {
    for (const seed of seeds) {
      const report = await runWithFaults(world, seed).catch((error: unknown) => ({
        differences: [String(error)],
        late: [],
        changes: 0,
        missed: 0,
        faults: {},
      }));
      totals.done += 1;
      if (report.late.length > 0) {
        totals.late += 1;
        print([`seed ${seed} was right only after the night:`, ...report.late].join('\n  '));
      }
      totals.changes += report.changes;
      totals.missed += report.missed;
      for (const [kind, times] of Object.entries(report.faults))
        totals.faults.set(kind, (totals.faults.get(kind) ?? 0) + times);
      if (report.differences.length > 0) {
        totals.failed += 1;
        print([`seed ${seed} failed:`, ...report.differences].join('\n  '));
      }
      if (totals.done % 50 === 0) print(`${totals.done} of ${runs} runs, ${totals.failed} failed`);
    }
  };
  await Promise.all(Array.from({ length: Number(flags.lanes) }, lane));
  const seconds = (performance.now() - startedAt) / 1_000;
  const faults = [...totals.faults].map(([kind, times]) => `${kind} ${times}`).join(', ');
  print(
    `${runs} runs from seed ${first} in ${seconds.toFixed(0)} s: ${totals.failed} failed, ${totals.late} right only after the night`,
  );
  print(`${totals.changes} changes, ${totals.missed} missed by webhooks and repaired; faults: ${faults}`);
  if (totals.failed > 0) process.exitCode = 1;
}
