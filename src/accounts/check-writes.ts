// Compares planned writes with what HubSpot holds, just before they are written or shown: what a person changed is not written over.
import { type PlannedWrite, stampProperty, taskProperty } from './plan-writes.ts';
import { type OwnProperties, ownProperties, sameValue } from './same-value.ts';
import type { SyncContext } from './sync-context.ts';
import type { AttemptedValue, WrittenType } from './write-journal-port.ts';
import type { Withheld, WithheldKey } from './write-runs-port.ts';

/** `there`: HubSpot holds the value already; `changed`: it holds neither that nor what was expected. */
type Standing = 'write' | 'there' | 'changed';

export interface CheckedChange {
  property: string;
  /** As HubSpot has it. */
  before: string | null;
  after: string;
  standing: Standing;
  /** What it was expected to hold: what was last written, or what the preview showed; null where nothing is known. */
  expected: string | null;
}

export interface CheckedWrite extends Omit<PlannedWrite, 'changes'> {
  changes: CheckedChange[];
}

export interface CheckedBatch {
  type: WrittenType;
  writes: CheckedWrite[];
  /** Their records are no longer there, or are now another's. */
  gone: PlannedWrite[];
  /** By object id. */
  theirs: Map<string, Record<string, string | null>>;
  /** By object id: what else is ours, see WriteJournal.mayBeOurs. */
  ours: Map<string, AttemptedValue[]>;
}

type Values = Record<string, string | null>;

/** @param planned at most some hundreds, of one type. @throws what the CRM throws. */
export async function checkWrites(
  context: Pick<SyncContext, 'crm' | 'manifest' | 'portal'> & { stores: Pick<SyncContext['stores'], 'journal'> },
  { type, planned, also = [] }: { type: WrittenType; planned: PlannedWrite[]; also?: string[] },
): Promise<CheckedBatch> {
  const own = ownProperties(context.manifest);
  const ids = [...new Set([...planned.map(({ id }) => id), ...also])];
  const theirs =
    ids.length === 0 ? new Map() : await context.crm.readProperties({ type, ids, properties: own.names[type] });
  const ours = await context.stores.journal.mayBeOurs(context.portal.portalId, type, ids);
  const gone = planned.filter(({ id }) => !theirs.has(id));
  const writes = planned.flatMap((write) => {
    const values = theirs.get(write.id);
    return values === undefined ? [] : [checkWrite(write, { theirs: values, ours: ours.get(write.id) ?? [], own })];
  });
  return { type, writes, gone, theirs, ours };
}

interface Compared {
  theirs: Values;
  ours: readonly AttemptedValue[];
  own: OwnProperties;
}

function checkWrite(write: PlannedWrite, { theirs, ours, own }: Compared): CheckedWrite {
  const changes = write.changes.map((change) =>
    checkChange(change, {
      theirs,
      sent: ours.filter(({ property }) => property === change.property).map(({ value }) => value),
      kind: own.kindOf(write.type, change.property),
    }),
  );
  const isWritten = changes.some(({ property, standing }) => property !== stampProperty && standing === 'write');
  const isShown = ({ property, standing }: CheckedChange) =>
    isWritten || property !== stampProperty || standing === 'there';
  return { ...write, changes: changes.filter(isShown) };
}

function checkChange(
  { property, before: expected, after }: PlannedWrite['changes'][number],
  { theirs, sent, kind }: { theirs: Values; sent: string[]; kind: ReturnType<OwnProperties['kindOf']> },
): CheckedChange {
  const now = theirs[property];
  // No property of HubSpot's, or one that it lacks: then it is HubSpot that says so, once.
  if (now === undefined) return { property, before: expected, after, expected, standing: 'write' };
  if (sameValue(kind, now, after)) return { property, before: expected, after, expected, standing: 'there' };
  const isExpected = property === stampProperty || [expected, ...sent].some((value) => sameValue(kind, now, value));
  return { property, before: now, after, expected, standing: isExpected ? 'write' : 'changed' };
}

/** Values of an object that somebody changed since they were written, and those that were changed back. */
export function handChanges(request: {
  type: WrittenType;
  id: string;
  accountId: string;
  theirs: Values;
  last: Record<string, string>;
  withheld: readonly Withheld[];
  desired: Record<string, string>;
  ours: readonly AttemptedValue[];
  own: OwnProperties;
  at: number;
}): { withhold: Withheld[]; release: WithheldKey[] } {
  const { type, id, accountId, theirs, last, withheld, desired, ours: sent, own, at } = request;
  const same = (property: string, one: string | null, other: string | null) =>
    sameValue(own.kindOf(type, property), one, other);
  const withhold = Object.entries(last).flatMap(([property, written]): Withheld[] => {
    const now = theirs[property];
    if (now === undefined || property === stampProperty || property === taskProperty) return [];
    const ours = desired[property] ?? written;
    const isSent = sent.some((each) => each.property === property && same(property, now, each.value));
    if (isSent || same(property, now, written) || same(property, now, ours)) return [];
    return [{ type, objectId: id, property, accountId, why: 'by_hand', ours, theirs: now, reason: null, at }];
  });
  const release = withheld.filter(({ why, property, ours }) => {
    const now = theirs[property];
    return (
      why === 'by_hand' &&
      now !== undefined &&
      (same(property, now, ours) || same(property, now, last[property] ?? ours))
    );
  });
  return { withhold, release };
}
