// A queue whose jobs run one after another when told, and whose waits pass at once: the clock that it is given jumps instead.
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import {
  FinalRefusalError,
  type JobHandler,
  type JobName,
  type JobPayloads,
  NotYetError,
  type Queue,
} from '../../src/accounts/queue-port.ts';

export interface InlineQueue extends Queue {
  /** Runs up to so many jobs, those that they ask for among them; false when none is left. */
  run(handlers: Record<JobName, JobHandler>, jobsMax: number): Promise<boolean>;
  /** Jobs that failed for good, by the name of the error. */
  failed: string[];
}

interface Waiting {
  name: JobName;
  payload: JobPayloads[JobName];
  attempts: number;
}

const attemptsMax = 5;

export function inlineQueue(jump: (byMs: number) => void): InlineQueue {
  const waiting = new Map<string, Waiting>();
  const failed: string[] = [];
  let writeBacks = 0;
  const add = async <N extends JobName>(key: string, name: N, payload: JobPayloads[N]) => {
    if (!waiting.has(key)) waiting.set(key, { name, payload, attempts: 0 });
  };
  const runOne = async (key: string, job: Waiting, handler: JobHandler) => {
    try {
      await handler(job.payload, { isLastAttempt: job.attempts + 1 >= attemptsMax });
    } catch (error) {
      const waitMs = waitAsked(error);
      if (waitMs !== null) {
        jump(waitMs);
        waiting.set(key, job);
      } else if (isFinal(error) || job.attempts + 1 >= attemptsMax) {
        failed.push(`${job.name}: ${error instanceof Error ? `${error.name} ${error.message}` : 'unknown'}`);
      } else {
        waiting.set(key, { ...job, attempts: job.attempts + 1 });
      }
    }
  };
  return {
    failed,
    nudgeDrain: (portalId) => add(`drain ${portalId}`, 'drain', { version: 1, portalId }),
    scheduleBackfill: (portalId) => add(`backfill ${portalId}`, 'backfill', { version: 1, portalId }),
    scheduleRevalue: (portalId) => add(`revalue ${portalId}`, 'revalue', { version: 1, portalId }),
    scheduleReconcile: (portalId, depth) => add(`reconcile ${portalId}`, 'reconcile', { version: 1, portalId, depth }),
    scheduleWriteRun: (portalId) => add(`writeRun ${portalId}`, 'writeRun', { version: 1, portalId }),
    scheduleRebuild: async (portalId, accountIds) => {
      for (const accountId of accountIds) {
        const payload = { version: 1 as const, portalId, accountId, waitingSince: 0 };
        await add(`rebuild ${portalId} ${accountId}`, 'rebuild', payload);
      }
    },
    scheduleWriteBack: (portalId, accountIds) => {
      writeBacks += 1;
      return add(`writeBack ${writeBacks}`, 'writeBack', { version: 1, portalId, accountIds });
    },
    run: async (handlers, jobsMax) => {
      for (let count = 0; count < jobsMax; count += 1) {
        const [next] = waiting;
        if (next === undefined) return false;
        const [key, job] = next;
        waiting.delete(key);
        await runOne(key, job, handlers[job.name]);
      }
      return waiting.size > 0;
    },
  };
}

function waitAsked(error: unknown): number | null {
  if (error instanceof NotYetError) return error.afterMs;
  return error instanceof CrmUnavailableError ? Math.max(1, error.retryAfterMs) : null;
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof FinalRefusalError || error instanceof CrmRefusedError || error instanceof PortalDisconnectedError
  );
}
