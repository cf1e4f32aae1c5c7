// Marks accounts for a rebuild and asks the queue for it: the mark is the truth, the job only its hint.
import type { Stores } from './ports.ts';
import type { SyncContext } from './sync-context.ts';

/** More accounts than this at once are not waited for one by one: the first job works the others off group by group. */
const debouncedMax = 50;

interface MarkContext extends Pick<SyncContext, 'portal' | 'queue' | 'now'> {
  stores: Pick<Stores, 'dirtyAccounts'>;
}

export async function markDirty(
  { portal, stores, queue, now }: MarkContext,
  accountIds: string[],
  mark: { value: boolean },
): Promise<void> {
  if (accountIds.length === 0) return;
  await stores.dirtyAccounts.mark(portal.portalId, accountIds, { at: now(), value: mark.value });
  await queue.scheduleRebuild(portal.portalId, accountIds.slice(0, debouncedMax));
}

export async function markAllDirty(
  context: MarkContext & { stores: Pick<Stores, 'dirtyAccounts' | 'mirror'> },
  mark: { value: boolean },
): Promise<void> {
  await markDirty(context, await context.stores.mirror.accountIds(context.portal.portalId), mark);
}
