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
      words: {
        what: 'A preview, a release or an undo stopped.',
        kept: 'What is done stays done, and the rest goes on from there.',
        mend: 'It is started again within seconds. If this stays, look at the database and at HubSpot on the operations page.',
      },
    },
    findContext,
  );
}
