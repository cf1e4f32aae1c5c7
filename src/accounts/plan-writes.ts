// What must be written into the CRM: what differs from what was last written, drifting numbers only past their dead band.
import type { WrittenType } from './write-journal-port.ts';
import type { Withheld } from './write-runs-port.ts';

/** What one object's Quorum properties should be now; an empty text clears. */
export interface DesiredObject {
  type: WrittenType;
  id: string;
  accountId: string;
  properties: Record<string, string>;
  /** Why, for the journal: a code that the pages say in words. */
  reason: string;
}

export interface PlannedWrite {
  type: WrittenType;
  id: string;
  accountId: string;
  changes: { property: string; before: string | null; after: string }[];
  reason: string;
}

type Band = { kind: 'share'; share: number } | { kind: 'points'; points: number };

/** Money drifts with every day that passes, strength with every day of silence (design.md, What Quorum writes). */
const bands: Record<string, Band> = {
  quorum_ltv: { kind: 'share', share: 0.01 },
  quorum_ltv_low: { kind: 'share', share: 0.01 },
  quorum_ltv_high: { kind: 'share', share: 0.01 },
  quorum_potential_value: { kind: 'share', share: 0.01 },
  quorum_value_at_risk: { kind: 'share', share: 0.01 },
  quorum_relationship_strength: { kind: 'points', points: 2 },
};

/** Sentences carry the numbers of their day: they are written anew only when what they explain is. */
/**
 * What stands around the value drifts faster than the value: alone it is written past a wider band, with the value past its own.
 * Measured on quiet accounts (npm run bench:quiet), this saves two of five writes of companies.
 */
const companions: Record<string, { leader: string; aloneShare: number }> = {
  quorum_ltv_low: { leader: 'quorum_ltv', aloneShare: 0.05 },
  quorum_ltv_high: { leader: 'quorum_ltv', aloneShare: 0.05 },
  quorum_potential_value: { leader: 'quorum_ltv', aloneShare: 0.05 },
};

const followers: Record<string, readonly string[]> = {
  quorum_value_class_reason: ['quorum_value_class', 'quorum_value_class_since', 'quorum_ltv'],
};

/** Says when something else changed; a change of it alone is none. */
export const stampProperty = 'quorum_changed_at';
/** No property of HubSpot's: the day of the crossing for which the account's owner has a task, empty where it is done. */
export const taskProperty = 'quorum_task';

export interface WritePlanRequest {
  desired: DesiredObject;
  /** What was last written to this object. */
  last: Record<string, string>;
  withheld: readonly Withheld[];
  /** Properties that the portal did not take. */
  missing: ReadonlySet<string>;
  /** Epoch ms. */
  stampedAt: number;
}

/** Null when nothing is to be written. */
export function planWrite({ desired, last, withheld, missing, stampedAt }: WritePlanRequest): PlannedWrite | null {
  const changed = new Map<string, { before: string | null; after: string }>();
  const consider = (property: string, after: string) => {
    const before = last[property] ?? null;
    const companion = companions[property];
    const band =
      companion === undefined || changed.has(companion.leader)
        ? bands[property]
        : { kind: 'share' as const, share: companion.aloneShare };
    if (missing.has(property) || !isWorthWriting(band, before, after)) return;
    if (withheld.some((each) => each.property === property && isHeldBack(each, after))) return;
    changed.set(property, { before, after });
  };
  const entries = Object.entries(desired.properties).filter(([property]) => property !== stampProperty);
  const isAlone = (property: string) => followers[property] === undefined && companions[property] === undefined;
  for (const [property, after] of entries) if (isAlone(property)) consider(property, after);
  for (const [property, after] of entries) if (companions[property] !== undefined) consider(property, after);
  for (const [property, after] of entries) {
    const leaders = followers[property];
    if (leaders === undefined) continue;
    if (leaders.some((leader) => changed.has(leader)) || last[property] === undefined) consider(property, after);
  }
  if (changed.size === 0) return null;
  if (desired.type === 'companies') {
    const task = taskOf(changed.get('quorum_value_class'), desired, last);
    if (task !== null) changed.set(taskProperty, task);
    if (!missing.has(stampProperty))
      changed.set(stampProperty, { before: last[stampProperty] ?? null, after: new Date(stampedAt).toISOString() });
  }
  const { type, id, accountId, reason } = desired;
  return { type, id, accountId, reason, changes: [...changed].map(([property, change]) => ({ property, ...change })) };
}

/** What was taken back or refused waits until there is something else to say; the others wait for an admin. */
function isHeldBack({ why, property, ours }: Withheld, after: string): boolean {
  return why === 'by_hand' || why === 'kept' || !isWorthWriting(bands[property], ours, after);
}

/**
 * A task for the owner when an account crosses into migrator, done when it leaves. The first value that is ever written has none
 * before it, so that connecting a portal gives a list and no flood of tasks.
 */
function taskOf(
  change: { before: string | null; after: string } | undefined,
  desired: DesiredObject,
  last: Record<string, string>,
): { before: string | null; after: string } | null {
  const before = last[taskProperty] ?? null;
  if (change?.after === 'migrator' && (change.before ?? '') !== '') {
    const since = desired.properties.quorum_value_class_since ?? '';
    return since === '' || since === before ? null : { before, after: since };
  }
  return change?.before === 'migrator' && (before ?? '') !== '' ? { before, after: '' } : null;
}

function isWorthWriting(band: Band | undefined, before: string | null, after: string): boolean {
  if ((before ?? '') === after) return false;
  if (band === undefined || before === null || before === '' || after === '') return true;
  const moved = Math.abs(Number(after) - Number(before));
  const allowed = band.kind === 'points' ? band.points : band.share * Math.abs(Number(before));
  // A value that crosses zero changes its meaning, however little it moved.
  return moved > allowed || Math.sign(Number(after)) !== Math.sign(Number(before));
}
