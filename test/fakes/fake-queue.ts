// A queue that remembers what it was asked for and runs nothing.
import type { Queue } from '../../src/accounts/queue-port.ts';

export interface FakeQueue extends Queue {
  asked: { job: string; portalId: number; accountIds: string[] }[];
}

export function fakeQueue(): FakeQueue {
  const asked: FakeQueue['asked'] = [];
  const ask = async (job: string, portalId: number, accountIds: string[] = []) => {
    asked.push({ job, portalId, accountIds });
  };
  return {
    asked,
    nudgeDrain: (portalId) => ask('drain', portalId),
    scheduleRebuild: (portalId, accountIds) => ask('rebuild', portalId, accountIds),
    scheduleRevalue: (portalId) => ask('revalue', portalId),
    scheduleWriteBack: (portalId, accountIds) => ask('writeBack', portalId, accountIds),
    scheduleBackfill: (portalId) => ask('backfill', portalId),
    scheduleWriteRun: (portalId) => ask('writeRun', portalId),
    scheduleReconcile: (portalId, depth) => ask(`reconcile ${depth}`, portalId),
  };
}
