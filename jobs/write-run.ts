// Job: work off the previews, released writes and undos that an admin asked for.
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { runWrites } from '../src/accounts/run-writes.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

export function writeRunJob(findContext: FindContext): JobHandler {
  return jobHandler(
    {
      name: 'write-run',
      payload: portalPayload,
      states: ['backfilling', 'ready'],
      run: (context) => runWrites(context),
      failureCode: 'write_run_failed',
    },
    findContext,
  );
}
