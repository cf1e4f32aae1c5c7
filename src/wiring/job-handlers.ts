// Gives every job name its handler.
import { backfillPortalJob } from '../../jobs/backfill-portal.ts';
import { type DrainReading, drainInboxJob } from '../../jobs/drain-inbox.ts';
import { rebuildAccountsJob } from '../../jobs/rebuild-accounts.ts';
import { reconcilePortalJob } from '../../jobs/reconcile-portal.ts';
import { revaluePortalJob } from '../../jobs/revalue-portal.ts';
import type { FindContext } from '../../jobs/within-portal.ts';
import { writeBackJob } from '../../jobs/write-back.ts';
import { writeRunJob } from '../../jobs/write-run.ts';
import type { JobHandler, JobName } from '../accounts/queue-port.ts';

export function jobHandlers(findContext: FindContext, reading: DrainReading): Record<JobName, JobHandler> {
  return {
    backfill: backfillPortalJob(findContext),
    drain: drainInboxJob(findContext, reading),
    reconcile: reconcilePortalJob(findContext),
    rebuild: rebuildAccountsJob(findContext),
    revalue: revaluePortalJob(findContext),
    writeBack: writeBackJob(findContext),
    writeRun: writeRunJob(findContext),
  };
}
