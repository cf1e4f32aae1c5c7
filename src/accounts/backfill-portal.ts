// Makes the first copy of a portal: in an order that gives the first account maps early, from where a killed run stopped, and as fast
// as the portal's limits allow.
import { allEnded } from './all-ended.ts';
import { type Copy, isOver, loadSteps, publishSync, saveStep, switchOff } from './copy-progress.ts';
import { copyType } from './copy-type.ts';
import { CrmRefusedError, type MirroredType } from './crm.ts';
import { markAllDirty, markDirty } from './mark-dirty.ts';
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

/** What maps, and what values are made of. */
const mapTypes: readonly MirroredType[] = ['companies', 'contacts'];
const valueTypes: readonly MirroredType[] = ['companies', 'deals', 'line_items'];

/** Each type's pages come one after another, so that only several types at once use the limit up. */
const typesAtOnceMax = 4;
/** So long the mirror is taken for the copy, then webhooks have their turn, ms. */
const sliceMs = 3_000;
const lockWaitMs = 500;
/** Accounts that are looked at before all people are there, so that somebody sees something within a minute. */
const earlyAccountsMax = 200;

/**
 * Runs all steps that are not done. Sources that the portal refuses (403, 404) are switched off visibly, and the rest goes on.
 * @throws CrmUnavailableError, PortalDisconnectedError: the checkpoints stay, the next run goes on from there.
 * @throws NotYetError when webhooks wait, or a drain is at the mirror.
 */
export async function backfillPortal(context: SyncContext): Promise<void> {
  const copy: Copy = { context, steps: await loadSteps(context) };
  await announce(copy);
  await copyOwners(copy);
  let properties: Promise<void> | null = null;
  try {
    const early = { left: isOver(copy, 'contacts') ? 0 : earlyAccountsMax };
    for (let left = typesLeft(copy); left.length > 0; left = typesLeft(copy)) {
      await withinMirror(context, () => copySlice(copy, left, early));
      properties ??= quiet(makeProperties(copy));
      await reachMilestones(copy, left);
      await letWebhooksThrough(copy);
    }
    await (properties ?? makeProperties(copy));
  } finally {
    await properties?.catch(() => undefined);
  }
  await complete(copy);
}

/** Companies and people first, then whatever has most left: the types end together, and none is left to go its slow way alone. */
function typesLeft(copy: Copy): MirroredType[] {
  const left = (type: MirroredType) => (copy.steps.get(type)?.expected ?? 0) - (copy.steps.get(type)?.count ?? 0);
  const types = order.filter((type) => !isOver(copy, type));
  const isFirst = (type: MirroredType) => mapTypes.includes(type);
  return [
    ...types.filter(isFirst),
    ...types.filter((type) => !isFirst(type)).sort((one, other) => left(other) - left(one)),
  ];
}

/** Pages show from the start what will be copied, and how much of it there is. */
async function announce(copy: Copy): Promise<void> {
  for (const step of ['owners', 'properties', ...order]) {
    if (!copy.steps.has(step)) await saveStep(copy, { step, state: 'waiting' });
  }
  await publishSync(copy.context);
  await allEnded(typesLeft(copy).map((type) => expect(copy, type)));
}

/** How many records there will be is worth knowing, not worth failing for. */
async function expect(copy: Copy, type: MirroredType): Promise<void> {
  const step = copy.steps.get(type);
  if (step === undefined || step.expected !== null) return;
  try {
    const expected = await copy.context.crm.countRecords(type);
    await saveStep(copy, { ...step, expected });
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
  }
}

async function copyOwners(copy: Copy): Promise<void> {
  if (isOver(copy, 'owners')) return;
  const { crm, stores, portal } = copy.context;
  try {
    const owners = await crm.listOwners();
    await stores.mirror.replaceOwners(portal.portalId, owners);
    await saveStep(copy, { step: 'owners', state: 'done', count: owners.length });
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    await switchOff(copy, { step: 'owners', refusal: error });
  }
}

async function withinMirror({ stores, portal }: SyncContext, work: () => Promise<void>): Promise<void> {
  const done = await stores.locks.tryWithin(mirrorLock(portal.portalId), async () => {
    await work();
    return true;
  });
  if (done === null) throw new NotYetError('Another process is at the mirror.', { afterMs: lockWaitMs });
}

/** A few types side by side until the time is up; a type that is complete makes room for the next. */
async function copySlice(copy: Copy, types: MirroredType[], early: { left: number }): Promise<void> {
  const { now } = copy.context;
  const endsAt = now() + sliceMs;
  const isTimeUp = () => now() >= endsAt;
  const queue = types.values();
  const lane = async (): Promise<void> => {
    for (const type of queue) {
      if (isTimeUp()) return;
      await copyType(copy, { type, isTimeUp, onGroup: (ids) => showEarly(copy.context, type, { ids, early }) });
    }
  };
  await allEnded(Array.from({ length: Math.min(typesAtOnceMax, types.length) }, lane));
}

/** The accounts of the first people are drawn at once, without waiting for the last. */
async function showEarly(
  context: SyncContext,
  type: MirroredType,
  { ids, early }: { ids: string[]; early: { left: number } },
): Promise<void> {
  if (type !== 'contacts' || early.left <= 0) return;
  const accounts = await context.stores.mirror.accountsOf(context.portal.portalId, type, ids);
  const shown = accounts.slice(0, early.left);
  early.left -= shown.length;
  await markDirty(context, shown, { value: false });
}

/** What can be made once some types are complete. `before` names those that were not when the slice began. */
async function reachMilestones(copy: Copy, before: readonly MirroredType[]): Promise<void> {
  const { context } = copy;
  const reached = (types: readonly MirroredType[]) =>
    types.every((type) => isOver(copy, type)) && types.some((type) => before.includes(type));
  if (reached(mapTypes)) {
    await context.stores.mirror.refreshStatistics();
    await markAllDirty(context, { value: false });
  }
  if (reached(valueTypes)) {
    await context.stores.mirror.refreshStatistics();
    await context.queue.scheduleRevalue(context.portal.portalId);
  }
}

/** Its failure is thrown where it is waited for. */
function quiet(work: Promise<void>): Promise<void> {
  work.catch(() => undefined);
  return work;
}

/** Only what is written at the end needs them: the first maps do not wait for these dozens of calls, which go beside the copy. */
async function makeProperties(copy: Copy): Promise<void> {
  if (isOver(copy, 'properties')) return;
  const { count } = await provisionProperties(copy.context);
  await saveStep(copy, { step: 'properties', state: 'done', count });
}

/** A drain takes the mirror while this job waits for its next turn. */
async function letWebhooksThrough(copy: Copy): Promise<void> {
  const { stores, portal, queue } = copy.context;
  if (typesLeft(copy).length === 0 || (await stores.inbox.pending(portal.portalId, 1)).length === 0) return;
  await queue.nudgeDrain(portal.portalId);
  throw new NotYetError('Webhooks wait for the mirror.', { afterMs: lockWaitMs });
}

async function complete(copy: Copy): Promise<void> {
  const { context, steps } = copy;
  const { stores, portal, queue } = context;
  await stores.mirror.refreshStatistics();
  await stores.portals.setState(portal.portalId, 'ready');
  await markAllDirty(context, { value: true });
  await queue.scheduleRevalue(portal.portalId);
  // A copy names what is there. What the mirror holds beyond it, from an earlier time, only a comparison can tell to be gone.
  const counts = await stores.mirror.counts(portal.portalId);
  if (order.some((type) => (counts[type] ?? 0) > (steps.get(type)?.count ?? 0)))
    await queue.scheduleReconcile(portal.portalId, 'full');
  await publishSync(context);
}
