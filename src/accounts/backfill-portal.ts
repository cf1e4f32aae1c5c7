// Makes the first copy of a portal: in an order that gives the first account maps early, from where a killed run stopped.
import { copyAssociations, pairedTypes } from './copy-associations.ts';
import { type CrmRecord, CrmRefusedError, type MirroredType } from './crm.ts';
import { markAllDirty } from './mark-dirty.ts';
import type { SyncStep } from './ports.ts';
import { provisionProperties } from './provision-properties.ts';
import { NotYetError } from './queue-port.ts';
import { mirrorLock, type SyncContext } from './sync-context.ts';

/** People and their companies first: they make a map. Orders next: they make a value. Contacts with people refine both. */
const order: readonly MirroredType[] = [
  'companies',
  'contacts',
  'deals',
  'line_items',
  'tickets',
  'meetings',
  'calls',
  'emails',
];

/** Pages between two checkpoints: associations can be read for 1,000 records in one call, records are listed 100 a page. */
const pagesPerCheckpoint = 10;
const lockWaitMs = 500;

/**
 * Runs all steps that are not done. Sources that the portal refuses (403, 404) are switched off visibly, and the rest goes on.
 * @throws CrmUnavailableError, PortalDisconnectedError: the checkpoints stay, the next run goes on from there.
 * @throws NotYetError when a drain is at the mirror.
 */
export async function backfillPortal(context: SyncContext): Promise<void> {
  const { portal, stores, queue } = context;
  const steps = new Map((await stores.progress.load(portal.portalId)).map((step) => [step.step, step]));
  await announce(context, steps);
  await copyOwners(context, steps);
  for (const type of order) {
    await copyType(context, steps, type);
    if (type === 'contacts' || type === 'line_items') await stores.mirror.refreshStatistics();
    if (type === 'contacts') {
      await markAllDirty(context, { value: false });
      await makeProperties(context, steps);
    }
    if (type === 'line_items') await queue.scheduleRevalue(portal.portalId);
  }
  await stores.mirror.refreshStatistics();
  await stores.portals.setState(portal.portalId, 'ready');
  await markAllDirty(context, { value: true });
  await queue.scheduleRevalue(portal.portalId);
  await publish(context);
}

type Steps = Map<string, SyncStep>;

/** Pages show from the start what will be copied. */
async function announce(context: SyncContext, steps: Steps): Promise<void> {
  for (const step of ['owners', 'properties', ...order]) {
    if (!steps.has(step)) await save(context, steps, { step, state: 'waiting' });
  }
  await publish(context);
}

async function copyOwners(context: SyncContext, steps: Steps): Promise<void> {
  if (isOver(steps.get('owners'))) return;
  try {
    const owners = await context.crm.listOwners();
    await context.stores.mirror.replaceOwners(context.portal.portalId, owners);
    await save(context, steps, { step: 'owners', state: 'done', count: owners.length });
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    await switchOff(context, steps, { step: 'owners', refusal: error });
  }
}

/** Only what is written at the end needs them: the first maps do not wait for some dozens of calls. */
async function makeProperties(context: SyncContext, steps: Steps): Promise<void> {
  if (isOver(steps.get('properties'))) return;
  const { count } = await provisionProperties(context);
  await save(context, steps, { step: 'properties', state: 'done', count });
}

async function copyType(context: SyncContext, steps: Steps, type: MirroredType): Promise<void> {
  try {
    while (!isOver(steps.get(type))) {
      const done = await context.stores.locks.tryWithin(mirrorLock(context.portal.portalId), async () => {
        await copyGroup(context, steps, type);
        return true;
      });
      if (done === null) throw new NotYetError('Another process is at the mirror.', { afterMs: lockWaitMs });
    }
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    await switchOff(context, steps, { step: type, refusal: error });
  }
}

/** One checkpoint's worth of pages, then the associations of all their records. */
async function copyGroup(context: SyncContext, steps: Steps, type: MirroredType): Promise<void> {
  const step = steps.get(type);
  const records: CrmRecord[] = [];
  let after = step?.after ?? null;
  let isLast = false;
  for (let page = 0; page < pagesPerCheckpoint && !isLast; page += 1) {
    const answer = await context.crm.listRecords({ type, after });
    await context.stores.mirror.upsertRecords(context.portal.portalId, answer.records);
    records.push(...answer.records);
    after = answer.after;
    isLast = answer.after === null;
  }
  for (const toType of pairedTypes(type)) {
    await copyPair(context, steps, { fromType: type, toType, fromIds: records.map((record) => record.id) });
  }
  const count = (step?.count ?? 0) + records.length;
  await save(context, steps, { step: type, state: isLast ? 'done' : 'running', after, count });
  await publish(context);
}

async function copyPair(
  context: SyncContext,
  steps: Steps,
  read: { fromType: MirroredType; toType: MirroredType; fromIds: string[] },
): Promise<void> {
  const step = `${read.fromType}>${read.toType}`;
  const known = steps.get(step);
  if (known?.state === 'unavailable' || read.fromIds.length === 0) return;
  const answer = await copyAssociations(context, read);
  if ('refusal' in answer) await switchOff(context, steps, { step, refusal: answer.refusal });
  else await save(context, steps, { step, state: 'done', count: (known?.count ?? 0) + answer.count });
}

function isOver(step: SyncStep | undefined): boolean {
  return step?.state === 'done' || step?.state === 'unavailable';
}

async function switchOff(
  context: SyncContext,
  steps: Steps,
  { step, refusal }: { step: string; refusal: CrmRefusedError },
): Promise<void> {
  await save(context, steps, { step, state: 'unavailable', reason: `${refusal.status} ${refusal.category}` });
  await context.stores.faults.record(context.portal.portalId, {
    at: context.now(),
    where: `backfill ${step}`,
    code: 'source_refused',
    params: { source: step, status: refusal.status, category: refusal.category },
  });
}

async function save(
  context: SyncContext,
  steps: Steps,
  change: Pick<SyncStep, 'step' | 'state'> & Partial<SyncStep>,
): Promise<void> {
  const before = steps.get(change.step);
  const step: SyncStep = {
    after: null,
    count: before?.count ?? 0,
    reason: null,
    ...change,
    updatedAt: context.now(),
  };
  steps.set(step.step, step);
  await context.stores.progress.save(context.portal.portalId, step);
}

function publish({ stores, portal }: SyncContext): Promise<void> {
  return stores.changes.publish({ portalId: portal.portalId, kind: 'sync', accountId: null });
}
