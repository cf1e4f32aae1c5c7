// Gives the owner a task when an account crosses into migrator: never at a portal's first computation, and once a crossing.
import { describePlay, playFor } from '../value/play.ts';
import type { PlannedWrite } from './plan-writes.ts';
import type { SyncContext } from './sync-context.ts';

const dueAfterMs = 7 * 86_400_000;

/** The first value that is ever written has none before it, so that connecting a portal gives a list and no flood of tasks. */
export function crossedIntoMigrator(write: PlannedWrite): boolean {
  return write.changes.some(
    ({ property, before, after }) => property === 'quorum_value_class' && after === 'migrator' && (before ?? '') !== '',
  );
}

/** Called after the class was written. The key makes a second call harmless. @throws CrmUnavailableError, CrmRefusedError. */
export async function raiseMigratorTask({ crm, stores, portal, now }: SyncContext, accountId: string): Promise<void> {
  const [stored, line] = await Promise.all([
    stores.results.loadValue(portal.portalId, accountId),
    stores.accounts.line(portal.portalId, accountId),
  ]);
  if (stored === null) return;
  const { value, verdict } = stored;
  const since = new Date(verdict.since).toISOString().slice(0, 10);
  await crm.createTask({
    key: `quorum-migrator-${accountId}-${since}`,
    subject: `${line?.name ?? accountId} may be leaving: test what it would grow with`,
    body: describePlay(playFor(verdict.valueClass, value.lifecycleStage), 'en'),
    dueAt: now() + dueAfterMs,
    ownerId: line?.ownerId ?? null,
    companyId: accountId,
  });
}
