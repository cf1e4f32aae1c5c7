// The steps of a portal's first copy: what is kept of each, so that a killed copy goes on and pages show how far it is.
import type { CrmRefusedError } from './crm.ts';
import type { SyncStep } from './ports.ts';
import type { SyncContext } from './sync-context.ts';

export type Steps = Map<string, SyncStep>;

export interface Copy {
  context: SyncContext;
  steps: Steps;
}

export async function loadSteps({ stores, portal }: SyncContext): Promise<Steps> {
  return new Map((await stores.progress.load(portal.portalId)).map((step) => [step.step, step]));
}

export function isOver({ steps }: Copy, step: string): boolean {
  const state = steps.get(step)?.state;
  return state === 'done' || state === 'unavailable';
}

/** Keeps a step; what `change` does not name stays, only the place in the list starts anew. */
export async function saveStep(
  { context, steps }: Copy,
  change: Pick<SyncStep, 'step' | 'state'> & Partial<SyncStep>,
): Promise<void> {
  const before = steps.get(change.step);
  const step: SyncStep = {
    after: null,
    count: before?.count ?? 0,
    expected: before?.expected ?? null,
    reason: null,
    ...change,
    updatedAt: context.now(),
  };
  steps.set(step.step, step);
  await context.stores.progress.save(context.portal.portalId, step);
}

/** A source that the portal does not give is off, visibly; the rest goes on. */
export async function switchOff(
  copy: Copy,
  { step, refusal }: { step: string; refusal: CrmRefusedError },
): Promise<void> {
  const { stores, portal, now } = copy.context;
  await saveStep(copy, { step, state: 'unavailable', reason: `${refusal.status} ${refusal.category}` });
  await stores.faults.record(portal.portalId, {
    at: now(),
    where: `backfill ${step}`,
    code: 'source_refused',
    params: { source: step, status: refusal.status, category: refusal.category },
  });
}

export function publishSync({ stores, portal }: SyncContext): Promise<void> {
  return stores.changes.publish({ portalId: portal.portalId, kind: 'sync', accountId: null });
}
