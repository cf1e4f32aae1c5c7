// What people read when writing into HubSpot did not go as planned: in one place, in words.

import type { SyncContext } from './sync-context.ts';
import type { JournalRow } from './write-journal-port.ts';

type FaultContext = Pick<SyncContext, 'portal' | 'now'> & { stores: Pick<SyncContext['stores'], 'faults'> };

export async function tellTaskRefused(
  { stores, portal, now }: FaultContext,
  { accountId, failure }: { accountId: string; failure: string },
): Promise<void> {
  await stores.faults.record(portal.portalId, {
    at: now(),
    where: 'write-back tasks',
    what: `HubSpot did not take the task for account ${accountId} (${failure}).`,
    kept: 'The account stands in its new class, here and in HubSpot.',
    mend: 'Grant the scope for tasks; look at the accounts in class migrator in the meantime.',
  });
}

/** One fault for all rows that failed together. */
export async function tellFailures({ stores, portal, now }: FaultContext, rows: JournalRow[]): Promise<void> {
  const failed = rows.filter((row) => row.outcome === 'failed');
  const [first] = failed;
  if (first === undefined) return;
  const objects = new Set(failed.map((row) => `${row.type} ${row.objectId}`)).size;
  await stores.faults.record(portal.portalId, {
    at: now(),
    where: 'write-back',
    what: `${objects} records did not take Quorum's properties, the first being ${first.type} ${first.objectId}, ${first.property} (${first.failure}).`,
    kept: 'All other records were written; the maps and values shown here are complete.',
    mend: 'Look at the reasons on the page Writes. What HubSpot refused is tried again when its value changes, or when an admin asks for it there.',
  });
}
