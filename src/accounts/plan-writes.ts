// What must be written into the CRM: what differs from what was last written, drifting numbers only past their dead band.
import type { WrittenType } from './ports.ts';

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
const followers: Record<string, readonly string[]> = {
  quorum_value_class_reason: ['quorum_value_class', 'quorum_value_class_since', 'quorum_ltv'],
};

const stamp = 'quorum_changed_at';

/** Null when nothing is to be written. @param last what was last written to this object @param stampedAt epoch ms */
export function planWrite(
  desired: DesiredObject,
  last: Record<string, string>,
  stampedAt: number,
): PlannedWrite | null {
  const changed = new Map<string, { before: string | null; after: string }>();
  const consider = (property: string, after: string) => {
    const before = last[property] ?? null;
    if (isWorthWriting(property, before, after)) changed.set(property, { before, after });
  };
  const entries = Object.entries(desired.properties).filter(([property]) => property !== stamp);
  for (const [property, after] of entries) if (followers[property] === undefined) consider(property, after);
  for (const [property, after] of entries) {
    const leaders = followers[property];
    if (leaders === undefined) continue;
    if (leaders.some((leader) => changed.has(leader)) || last[property] === undefined) consider(property, after);
  }
  if (changed.size === 0) return null;
  if (desired.type === 'companies') {
    changed.set(stamp, { before: last[stamp] ?? null, after: new Date(stampedAt).toISOString() });
  }
  const { type, id, accountId, reason } = desired;
  return { type, id, accountId, reason, changes: [...changed].map(([property, change]) => ({ property, ...change })) };
}

function isWorthWriting(property: string, before: string | null, after: string): boolean {
  if ((before ?? '') === after) return false;
  const band = bands[property];
  if (band === undefined || before === null || before === '' || after === '') return true;
  const moved = Math.abs(Number(after) - Number(before));
  const allowed = band.kind === 'points' ? band.points : band.share * Math.abs(Number(before));
  // A value that crosses zero changes its meaning, however little it moved.
  return moved > allowed || Math.sign(Number(after)) !== Math.sign(Number(before));
}
