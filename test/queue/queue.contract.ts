// What every backend of the queue owes the use cases; run on PostgreSQL and on Redis.
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { CrmRefusedError, CrmUnavailableError } from '../../src/accounts/crm.ts';
import { FinalRefusalError, type JobHandler, type JobName, NotYetError } from '../../src/accounts/queue-port.ts';
import { createQueue, type RunningQueue } from '../../src/queue/create-queue.ts';
import type { QueueStore } from '../../src/queue/queue-backend.ts';

const quietMs = 150;
const waitMaxMs = 600;
const idle: JobHandler = async () => undefined;

export function queueContract(openStore: () => QueueStore): void {
  const open: RunningQueue[] = [];
  let prefixes = 0;

  async function queueWith(
    handlers: Partial<Record<JobName, JobHandler>>,
    prefix = `test-${process.pid}-${prefixes++}`,
  ) {
    const queue = await createQueue({
      store: openStore(),
      rebuildQuietMs: quietMs,
      rebuildWaitMaxMs: waitMaxMs,
      now: () => Date.now(),
      onError: () => undefined,
      isExclusive: true,
      prefix,
    });
    open.push(queue);
    const rest = {
      backfill: idle,
      drain: idle,
      reconcile: idle,
      rebuild: idle,
      revalue: idle,
      writeBack: idle,
      writeRun: idle,
    };
    await queue.work({ ...rest, ...handlers });
    return queue;
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close()));
  });

  test('nudges while a drain runs lead to exactly one more run, never at the same time', async () => {
    let runs = 0;
    let atOnce = 0;
    let atOnceMax = 0;
    const queue = await queueWith({
      drain: async () => {
        runs += 1;
        atOnce += 1;
        atOnceMax = Math.max(atOnceMax, atOnce);
        await delay(300);
        atOnce -= 1;
      },
    });
    await queue.nudgeDrain(1);
    await until(() => runs === 1);
    for (let nudge = 0; nudge < 5; nudge += 1) await queue.nudgeDrain(1);
    await until(() => runs === 2);
    await delay(700);
    expect({ runs, atOnceMax }).toEqual({ runs: 2, atOnceMax: 1 });
  });

  test('two portals drain at the same time', async () => {
    const running = new Set<string>();
    let together = 0;
    const queue = await queueWith({
      drain: async (payload) => {
        running.add(JSON.stringify(payload));
        together = Math.max(together, running.size);
        await delay(400);
      },
    });
    await Promise.all([queue.nudgeDrain(1), queue.nudgeDrain(2)]);
    await until(() => together === 2);
    expect(together).toBe(2);
  });

  test('changes of one account within the quiet time lead to one rebuild, and the payload holds ids and a version only', async () => {
    const payloads: unknown[] = [];
    const queue = await queueWith({
      rebuild: async (payload) => {
        payloads.push(payload);
      },
    });
    for (let change = 0; change < 6; change += 1) await queue.scheduleRebuild(7, ['11', '12']);
    await until(() => payloads.length === 2);
    await delay(quietMs * 2);
    expect(payloads.map((payload) => Object.keys(Object(payload)).sort())).toEqual([
      ['accountId', 'portalId', 'version', 'waitingSince'],
      ['accountId', 'portalId', 'version', 'waitingSince'],
    ]);
  });

  test('an account that never falls quiet is rebuilt after the longest wait', async () => {
    const ranAt: number[] = [];
    const queue = await queueWith({
      rebuild: async () => {
        ranAt.push(performance.now());
      },
    });
    const startedAt = performance.now();
    while (ranAt.length === 0 && performance.now() - startedAt < 5_000) {
      await queue.scheduleRebuild(7, ['11']);
      await delay(50);
    }
    const waitedMs = (ranAt[0] ?? Number.POSITIVE_INFINITY) - startedAt;
    expect(waitedMs).toBeGreaterThan(quietMs * 2);
    expect(waitedMs).toBeLessThan(waitMaxMs + 1_000);
  });

  test('a change that comes while its account is rebuilt leads to one more rebuild', async () => {
    let runs = 0;
    const queue = await queueWith({
      rebuild: async () => {
        runs += 1;
        await delay(200);
      },
    });
    await queue.scheduleRebuild(7, ['11']);
    await until(() => runs === 1);
    await queue.scheduleRebuild(7, ['11']);
    await until(() => runs === 2);
    await delay(600);
    expect(runs).toBe(2);
  });

  test('accounts to be written back come in batches of at most 100', async () => {
    const sizes: number[] = [];
    const queue = await queueWith({
      writeBack: async (payload) => {
        sizes.push(Object(payload).accountIds.length);
      },
    });
    await queue.scheduleWriteBack(
      7,
      Array.from({ length: 230 }, (_, index) => String(index)),
    );
    await until(() => sizes.length === 3);
    expect(sizes.toSorted((left, right) => right - left)).toEqual([100, 100, 30]);
  });

  const outcomes: { what: string; error: () => Error; runs: number; failed: number }[] = [
    { what: 'an outage is tried again', error: () => new Error('connection reset'), runs: 2, failed: 0 },
    { what: 'a final refusal is never tried again', error: () => new FinalRefusalError('no'), runs: 1, failed: 1 },
    {
      what: 'a refusal of the CRM is never tried again',
      error: () => new CrmRefusedError('no', { status: 403, category: 'MISSING_SCOPES' }),
      runs: 1,
      failed: 1,
    },
    {
      what: 'a CRM at its limits is asked again after the wait it named',
      error: () => new CrmUnavailableError('limit', { retryAfterMs: 200 }),
      runs: 2,
      failed: 0,
    },
    {
      what: 'a job that comes too early runs again',
      error: () => new NotYetError('busy', { afterMs: 99.5 }),
      runs: 2,
      failed: 0,
    },
  ];
  for (const { what, error, runs, failed } of outcomes) {
    test(what, async () => {
      let ran = 0;
      const queue = await queueWith({
        revalue: async () => {
          ran += 1;
          if (ran === 1) throw error();
        },
      });
      await queue.scheduleRevalue(5);
      await until(() => ran === runs);
      await until(async () => {
        const counts = (await queue.counts()).revalue;
        return counts.failed === failed && counts.active + counts.delayed + counts.waiting === 0;
      });
      expect(ran).toBe(runs);
    });
  }

  test('what a killed process left is thrown away by the only process that works on the queues', async () => {
    const prefix = `test-${process.pid}-left`;
    const options = { store: openStore(), rebuildQuietMs: 60_000, rebuildWaitMaxMs: 60_000, now: () => Date.now() };
    const before = await createQueue({ ...options, onError: () => undefined, isExclusive: true, prefix });
    await before.scheduleRebuild(3, ['1', '2']);
    expect((await before.counts()).rebuild.delayed).toBe(2);
    await before.close();
    const after = await queueWith({}, prefix);
    expect((await after.counts()).rebuild).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
  });
}

async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  for (const end = performance.now() + timeoutMs; performance.now() < end; await delay(20)) if (await isSo()) return;
  throw new Error('It did not become so in time.');
}
