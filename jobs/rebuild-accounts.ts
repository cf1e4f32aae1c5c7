// Job: make the map, and where orders changed the value, of an account anew, together with others that are due.
import { z } from 'zod';
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { rebuildAccounts } from '../src/accounts/rebuild-accounts.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

const payload = portalPayload.extend({ accountId: z.string().min(1), waitingSince: z.number() });

export function rebuildAccountsJob(findContext: FindContext): JobHandler {
  return jobHandler(
    {
      name: 'rebuild-accounts',
      payload,
      states: ['backfilling', 'ready'],
      run: (context, { accountId }) => rebuildAccounts(context, accountId),
      failureCode: 'rebuild_failed',
    },
    findContext,
  );
}
