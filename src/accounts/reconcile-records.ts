// The records' part of a reconciliation: what changed or came without the mirror knowing, and what is gone.
import type { CrmRecord, MirroredType } from './crm.ts';
import type { Notification } from './notification.ts';
import type { ReconcileRun } from './reconcile-port.ts';
import type { SyncContext } from './sync-context.ts';

export interface Reconciling {
  context: SyncContext;
  /** Counts up as differences are found. */
  run: ReconcileRun;
  /** Changes after this may still be told of by their webhooks. */
  freshFrom: number;
  /** The search for changes begins here. */
  since: number;
  /** Reads anew what these name, and brings the mirror to it. */
  repair: (notifications: Notification[]) => Promise<void>;
}

const readsAtOnceMax = 100;

/** By search on the last-modified date. Returns all ids that changed, whether or not the mirror knew. */
export async function findChanged(reconciling: Reconciling, type: MirroredType): Promise<string[]> {
  const { context, since } = reconciling;
  const ids: string[] = [];
  for (let afterId: string | null = null; ; ) {
    const records = await context.crm.listChanged({ type, since, afterId });
    const last = records.at(-1);
    if (last === undefined) return ids;
    await compare(reconciling, type, records);
    ids.push(...records.map((record) => record.id));
    afterId = last.id;
  }
}

/** By the list of all present records. Returns their ids. */
export async function findListed(reconciling: Reconciling, type: MirroredType): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page = await reconciling.context.crm.listRecords({ type, after });
    await compare(reconciling, type, page.records);
    for (const record of page.records) ids.add(record.id);
    after = page.after;
    if (after === null) return ids;
  }
}

async function compare(
  { context, run, freshFrom, repair }: Reconciling,
  type: MirroredType,
  records: CrmRecord[],
): Promise<void> {
  const { stores, portal } = context;
  const differing = await stores.differences.records(portal.portalId, records);
  const changedAt = new Map(records.map((record) => [record.id, record.updatedAt]));
  for (const { id } of differing) run[(changedAt.get(id) ?? 0) > freshFrom ? 'fresh' : 'records'] += 1;
  await repair(
    differing.map(({ id, isNew }): Notification => {
      const told = { type, id, occurredAt: 0 };
      return isNew ? { ...told, kind: 'restored' } : { ...told, kind: 'changed', properties: ['any'] };
    }),
  );
}

/**
 * What the mirror held `before` the list was read and the list does not name. Each is asked for by itself: it may have come back, been
 * merged into another, been archived, or, if it is a person, been erased for good.
 */
export async function findGone(
  reconciling: Reconciling,
  { type, before, listed }: { type: MirroredType; before: string[]; listed: ReadonlySet<string> },
): Promise<void> {
  const { context, run, repair } = reconciling;
  const gone = await notThere(
    context,
    type,
    before.filter((id) => !listed.has(id)),
  );
  run.gone += gone.length;
  await repair(gone.map((id) => ({ kind: 'deleted', type, id, occurredAt: 0 })));
  if (type === 'contacts') await eraseThoseErased(reconciling, listed);
}

/** Ids that answer under another one's name, or not at all. */
async function notThere({ crm }: SyncContext, type: MirroredType, ids: string[]): Promise<string[]> {
  const gone: string[] = [];
  for (let start = 0; start < ids.length; start += readsAtOnceMax) {
    const { found, missing } = await crm.readRecords({ type, ids: ids.slice(start, start + readsAtOnceMax) });
    gone.push(
      ...missing,
      ...found.filter(({ requestedId, record }) => requestedId !== record.id).map((each) => each.requestedId),
    );
  }
  return gone;
}

/** A person whom HubSpot has neither among the present nor the archived was erased: every trace goes here too. */
async function eraseThoseErased({ context, repair }: Reconciling, listed: ReadonlySet<string>): Promise<void> {
  const { crm, stores, portal } = context;
  const archived = await stores.differences.ids(portal.portalId, 'contacts', 'archived');
  const doubtful = archived.filter((id) => !listed.has(id));
  if (doubtful.length === 0) return;
  const kept = new Set(await crm.archivedAmong({ type: 'contacts', ids: doubtful }));
  const { missing } = await crm.readRecords({ type: 'contacts', ids: doubtful.filter((id) => !kept.has(id)) });
  await repair(missing.map((id) => ({ kind: 'erased', type: 'contacts', id, occurredAt: 0 })));
}
