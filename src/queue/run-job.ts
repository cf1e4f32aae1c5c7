// Runs one job's handler and tells BullMQ what its outcome means: done, once more, later, or never again.
import { DelayedError, type Job, type Processor, UnrecoverableError } from 'bullmq';
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../accounts/crm.ts';
import { FinalRefusalError, type JobHandler, NotYetError } from '../accounts/queue-port.ts';

export function processorOf(handler: JobHandler, now: () => number): Processor<unknown, void, string> {
  return async (job, token) => {
    try {
      await handler(job.data, { isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1) });
    } catch (error) {
      const waitMs = waitAsked(error);
      if (waitMs === null) throw isFinal(error) ? unrecoverable(error) : error;
      await putOff(job, token, now() + waitMs);
    }
  };
}

function waitAsked(error: unknown): number | null {
  if (error instanceof NotYetError) return error.afterMs;
  if (error instanceof CrmUnavailableError) return Math.max(1_000, error.retryAfterMs);
  return null;
}

function isFinal(error: unknown): error is Error {
  return (
    error instanceof FinalRefusalError || error instanceof CrmRefusedError || error instanceof PortalDisconnectedError
  );
}

function unrecoverable(error: Error): UnrecoverableError {
  const final = new UnrecoverableError(error.message);
  final.cause = error;
  return final;
}

/** A fractional time fails on PostgreSQL. */
async function putOff(job: Job<unknown, void, string>, token: string | undefined, until: number): Promise<never> {
  await job.moveToDelayed(Math.ceil(until), token);
  throw new DelayedError();
}
