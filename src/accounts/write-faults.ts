// Tells what did not go as planned while writing into HubSpot.

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
    code: 'task_refused',
    params: { accountId, failure },
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
    code: 'rows_not_written',
    params: {
      count: objects,
      object: `${first.type} ${first.objectId}, ${first.property}`,
      failure: first.failure ?? '',
    },
  });
}
