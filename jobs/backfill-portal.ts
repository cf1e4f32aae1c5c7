// Job: the first copy of a portal, or the rest of one that was interrupted.
import { backfillPortal } from '../src/accounts/backfill-portal.ts';
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

export function backfillPortalJob(findContext: FindContext): JobHandler {
  return jobHandler(
    {
      name: 'backfill-portal',
      payload: portalPayload,
      states: ['backfilling'],
      run: (context) => backfillPortal(context),
      failureCode: 'backfill_failed',
    },
    findContext,
  );
}
