// Many nudges of a moment become one, and none is left out.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { coalesceNudges } from '../../src/wiring/coalesce-nudges.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';

const ignore = () => undefined;

test('a hundred nudges at once are one a portal, and a later one is one more', async () => {
  const queue = fakeQueue();
  const nudge = coalesceNudges({ queue, withinMs: 10, onLost: ignore });
  for (let batch = 0; batch < 100; batch += 1) nudge(1 + (batch % 2));
  await delay(40);
  expect(queue.asked.map((asked) => asked.portalId).sort()).toEqual([1, 2]);
  nudge(1);
  await delay(40);
  expect(queue.asked).toHaveLength(3);
});

test('a nudge that the queue does not take is told and harms nothing', async () => {
  const lost: number[] = [];
  const queue = { nudgeDrain: () => Promise.reject(new Error('away')) };
  const nudge = coalesceNudges({ queue, withinMs: 1, onLost: (_error, portalId) => lost.push(portalId) });
  nudge(7);
  await delay(30);
  expect(lost).toEqual([7]);
});
