// Brings the mirror to the CRM's present state for all that a plan names. Doing it twice changes nothing.
import { copyAssociations } from './copy-associations.ts';
import { CrmRefusedError, type MirroredType, mirroredPairs } from './crm.ts';
import { markDirty } from './mark-dirty.ts';
import { addPair, addSurvivor, pairReads, type SyncPlan } from './plan-sync.ts';
import type { SyncContext } from './sync-context.ts';

const readsAtOnceMax = 100;

/** What bears on an account's money; the other objects bear on its map only. */
const valueTypes: ReadonlySet<MirroredType> = new Set([
  'deals',
  'line_items',
  'tickets',
  'meetings',
  'calls',
  'emails',
]);

/** Which accounts are touched, before and after the change: a person who moves changes two maps. */
class Touched {
  readonly #accounts = new Map<string, boolean>();

  add(accountIds: string[], value: boolean): void {
    for (const id of accountIds) this.#accounts.set(id, value || (this.#accounts.get(id) ?? false));
  }

  withValue(value: boolean): string[] {
    return [...this.#accounts].filter(([, bearsOnValue]) => bearsOnValue === value).map(([id]) => id);
  }
}

/** @throws CrmUnavailableError, PortalDisconnectedError; refusals of single sources are recorded as faults and passed over. */
export async function applySyncPlan(context: SyncContext, plan: SyncPlan): Promise<void> {
  const touched = new Touched();
  await touch(context, touched, plan);
  for (const merge of plan.merges) await applyMerge(context, merge);
  for (const contactId of plan.erasedContactIds) {
    await context.stores.mirror.erasePerson(context.portal.portalId, contactId);
  }
  for (const [type, ids] of [...plan.reads]) {
    for (const survivorId of await refreshRecords(context, type, [...ids])) addSurvivor(plan, type, survivorId);
  }
  await addNeighbours(context, plan);
  for (const read of pairReads(plan)) {
    const answer = await copyAssociations(context, read);
    if ('refusal' in answer) await recordRefusal(context, `${read.fromType}>${read.toType}`, answer.refusal);
  }
  await touch(context, touched, plan);
  await markDirty(context, touched.withValue(true), { value: true });
  await markDirty(context, touched.withValue(false), { value: false });
}

async function touch({ stores, portal }: SyncContext, touched: Touched, plan: SyncPlan): Promise<void> {
  const find = async (type: MirroredType, ids: string[], value: boolean) => {
    if (ids.length > 0) touched.add(await stores.mirror.accountsOf(portal.portalId, type, ids), value);
  };
  for (const [type, ids] of plan.reads) await find(type, [...ids], valueTypes.has(type));
  for (const { fromType, toType, fromIds } of plan.pairs.values()) {
    await find(fromType, [...fromIds], valueTypes.has(fromType) && toType !== 'contacts');
  }
  for (const { type, mergedIds } of plan.merges) await find(type, mergedIds, true);
  await find('contacts', plan.erasedContactIds, false);
}

async function applyMerge(
  { stores, portal }: SyncContext,
  { type, mergedIds, survivorId }: SyncPlan['merges'][number],
): Promise<void> {
  for (const mergedId of mergedIds) {
    if (mergedId !== survivorId) await stores.mirror.addAlias(portal.portalId, { type, mergedId, survivorId });
  }
}

/**
 * Present state by batch read; an answer under another id is a merge that was not told of, a missing one is gone. Returns the survivors
 * of merges that came to light.
 */
async function refreshRecords(context: SyncContext, type: MirroredType, ids: string[]): Promise<string[]> {
  const { crm, stores, portal } = context;
  const survivors: string[] = [];
  for (let start = 0; start < ids.length; start += readsAtOnceMax) {
    const asked = ids.slice(start, start + readsAtOnceMax);
    try {
      const answer = await crm.readRecords({ type, ids: asked });
      for (const { requestedId, record } of answer.found) {
        if (requestedId === record.id) continue;
        await stores.mirror.addAlias(portal.portalId, { type, mergedId: requestedId, survivorId: record.id });
        survivors.push(record.id);
      }
      await stores.mirror.upsertRecords(
        portal.portalId,
        answer.found.map((found) => found.record),
      );
      if (answer.missing.length > 0) await stores.mirror.removeRecords(portal.portalId, type, answer.missing);
    } catch (error) {
      if (!(error instanceof CrmRefusedError)) throw error;
      await recordRefusal(context, type, error);
    }
  }
  return survivors;
}

/** Pairs are read in one direction: to see who points to a restored company, its people and deals are looked up first. */
async function addNeighbours({ crm }: SyncContext, plan: SyncPlan): Promise<void> {
  for (const [type, ids] of plan.pointedTo) {
    for (const [fromType, toType] of mirroredPairs) {
      if (toType !== type) continue;
      try {
        const found = await crm.readAssociations({ fromType: type, toType: fromType, fromIds: [...ids] });
        for (const { toId } of found) addPair(plan, fromType, type, toId);
      } catch (error) {
        if (!(error instanceof CrmRefusedError)) throw error;
      }
    }
  }
}

async function recordRefusal(context: SyncContext, source: string, refusal: CrmRefusedError): Promise<void> {
  await context.stores.faults.record(context.portal.portalId, {
    at: context.now(),
    where: `sync ${source}`,
    code: 'sync_refused',
    params: { source, status: refusal.status, category: refusal.category },
  });
}
