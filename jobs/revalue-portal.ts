// Job: fit the portal's models and value all its accounts anew.
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { revaluePortal } from '../src/accounts/revalue-portal.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

export function revaluePortalJob(findContext: FindContext): JobHandler {
  return jobHandler(
    {
      name: 'revalue-portal',
      payload: portalPayload,
      states: ['backfilling', 'ready'],
      run: (context) => revaluePortal(context),
      failureCode: 'revalue_failed',
    },
    findContext,
  );
}
