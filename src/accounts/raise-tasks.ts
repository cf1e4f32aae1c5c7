// Gives the owner a task when an account crosses into migrator, and completes it when the account leaves.
import { describePlay, playFor } from '../value/play.ts';
import { CrmRefusedError } from './crm.ts';
import type { SyncContext } from './sync-context.ts';
import { tellTaskRefused } from './write-faults.ts';

const dueAfterMs = 7 * 86_400_000;

export interface TaskChange {
  accountId: string;
  /** Of the crossing, `2026-11-24`: with the account it is the task's key, which makes a second call harmless. */
  day: string;
  state: 'open' | 'completed';
  /** Only then a task that somebody completed is opened again. */
  isUndo: boolean;
}

/** Called after the class was written. Null when done, else why HubSpot did not take it. @throws CrmUnavailableError. */
export async function changeTask(context: SyncContext, change: TaskChange): Promise<string | null> {
  const { crm } = context;
  const key = `quorum-migrator-${change.accountId}-${change.day}`;
  try {
    if (change.state === 'completed') await crm.setTaskState({ key, state: 'completed' });
    else {
      const { created } = await crm.createTask(await draftOf(context, { ...change, key }));
      if (!created && change.isUndo) await crm.setTaskState({ key, state: 'open' });
    }
    return null;
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    const failure = `${error.status} ${error.category}`;
    await tellTaskRefused(context, { accountId: change.accountId, failure });
    return failure;
  }
}

async function draftOf({ stores, portal, now }: SyncContext, { accountId, key }: { accountId: string; key: string }) {
  const [stored, line] = await Promise.all([
    stores.results.loadValue(portal.portalId, accountId),
    stores.accounts.line(portal.portalId, accountId),
  ]);
  const play = playFor('migrator', stored?.value.lifecycleStage ?? 'core_customer');
  return {
    key,
    subject: `${line?.name ?? accountId} may be leaving: test what it would grow with`,
    body: describePlay(play, 'en'),
    dueAt: now() + dueAfterMs,
    ownerId: line?.ownerId ?? null,
    companyId: accountId,
  };
}
