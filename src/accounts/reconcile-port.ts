// What reconciliation asks of the stores: where the mirror differs from what the CRM says, and what each run found.
import type { Association, CrmRecord, MirroredType } from './crm.ts';

/** `recent`: what changed since the last run. `full`: every record and association of the portal. */
export type ReconcileDepth = 'recent' | 'full';

export interface ReconcileRun {
  runId: string;
  depth: ReconcileDepth;
  startedAt: number;
  /** Null while it runs, and for one that was killed. */
  finishedAt: number | null;
  /** Records that were new, changed or restored without the mirror knowing. */
  records: number;
  /** Records that were archived, merged away or erased without the mirror knowing. */
  gone: number;
  /** Records whose associations were not as in the CRM, by pair of types. */
  associations: number;
  owners: number;
  /** Differences too young to tell whether their webhook was lost or is on its way: repaired, not counted as missed. */
  fresh: number;
}

export interface ReconcileRuns {
  /** By `runId`: a known run is renewed. */
  save(portalId: number, run: ReconcileRun): Promise<void>;
  /** Newest first. */
  last(portalId: number, limit: number): Promise<ReconcileRun[]>;
  /** The newest that came to its end; null where none did. */
  lastFinished(portalId: number, depth: ReconcileDepth | 'any'): Promise<ReconcileRun | null>;
  /** Over all runs: finished ones, and the changes that webhooks had missed. */
  totals(portalId: number): Promise<{ runs: number; missed: number }>;
}

export interface MirrorDifferences {
  /**
   * Which of these records the mirror does not hold like this; `isNew` where it does not hold them, or as archived. Passed over:
   * records that it read later than these, merged ids, and people who were erased.
   */
  records(portalId: number, records: CrmRecord[]): Promise<{ id: string; isNew: boolean }[]>;
  /** Which of the from-records have other associations to that type in the mirror; in the direction in which the pair is mirrored. */
  associations(
    portalId: number,
    scope: { fromType: MirroredType; toType: MirroredType; fromIds: string[] },
    associations: Association[],
  ): Promise<string[]>;
  /** All records of the type that count as present, or as archived (merged ids left out). */
  ids(portalId: number, type: MirroredType, state: 'present' | 'archived'): Promise<string[]>;
}

export function missedBy({ records, gone, associations, owners }: ReconcileRun): number {
  return records + gone + associations + owners;
}
