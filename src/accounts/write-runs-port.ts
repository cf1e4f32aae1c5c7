// What the use cases need to hold, preview, run and take back writes; the store room implements it.
import type { JournalRow, WrittenType } from './write-journal-port.ts';

/** `automatic`: by itself; `preview`: looked at before it is written; `undo`: puts back what a run found. */
type WriteRunKind = 'automatic' | 'preview' | 'undo';
/** `computing`: a preview is being made; `ready`: it can be looked at; `writing`; `done`; `discarded`. */
type WriteRunState = 'computing' | 'ready' | 'writing' | 'done' | 'discarded';

export interface WriteRun {
  runId: string;
  kind: WriteRunKind;
  state: WriteRunState;
  startedAt: number;
  lastAt: number;
  /** Who asked for it; null where nobody did or where nobody has to sign in. */
  startedBy: string | null;
  writtenBy: string | null;
  undoOf: string | null;
  undoneBy: string | null;
  /** Accounts while a preview is computed, rows while it is written. */
  doneCount: number;
  totalCount: number;
  /** Last account of a preview that is computed; null before the first. */
  cursor: string | null;
  /** Records that took at least one value; one that was written twice counts twice. */
  objects: number;
  written: number;
  failed: number;
  /** Left alone: changed meanwhile, gone, or withheld. */
  skipped: number;
}

/** `changed`: HubSpot holds something else than the row says; `gone`: the record is no longer there. */
export type PlannedState = 'planned' | 'written' | 'failed' | 'changed' | 'gone';

export interface PlannedRow {
  type: WrittenType;
  objectId: string;
  accountId: string;
  property: string;
  /** As HubSpot had it when the row was planned. */
  before: string | null;
  after: string;
  reason: string;
}

export interface KeptPlannedRow extends PlannedRow {
  /** From 0, in the order of the run. */
  position: number;
  state: PlannedState;
  failure: string | null;
}

export interface PlannedQuery {
  type: WrittenType | null;
  property: string | null;
  state: PlannedState | null;
  offset: number;
  limit: number;
}

/**
 * Why a value is not written: `by_hand` a person changed it and an admin has yet to decide; `kept` the admin lets the person's
 * stand; `undone` it was taken back; `refused` HubSpot did not take it.
 */
export const withheldReasons = ['by_hand', 'kept', 'undone', 'refused'] as const;
type WithheldReason = (typeof withheldReasons)[number];

export interface WithheldKey {
  type: WrittenType;
  objectId: string;
  property: string;
}

export interface Withheld extends WithheldKey {
  accountId: string;
  why: WithheldReason;
  /** What Quorum would write, or wrote. */
  ours: string;
  /** What HubSpot holds. */
  theirs: string | null;
  /** HubSpot's own words, where it refused. */
  reason: string | null;
  at: number;
}

/** The outcome of one batch, kept in one transaction. */
export interface WriteOutcome {
  runId: string;
  at: number;
  objects: number;
  journal: JournalRow[];
  /** HubSpot holds the value already: from now on it counts as last written. */
  adopted: (WithheldKey & { value: string })[];
  planned: { position: number; state: PlannedState; failure: string | null }[];
  withhold: Withheld[];
  release: WithheldKey[];
  skipped: number;
}

export interface WriteRuns {
  /** The automatic run that this moment's writes belong to: the last one where it is recent and not taken back, else a new one. */
  joinAutomatic(portalId: number, at: number): Promise<string>;
  /** A preview that is to be computed; earlier ones that nobody wrote are discarded. The id of the one that is being computed already. */
  startPreview(portalId: number, run: { at: number; startedBy: string | null; totalCount: number }): Promise<string>;
  /**
   * A run that puts back what `undoOf` found, with its rows; the run that is taken back is marked, in one transaction. The same
   * run again where it was taken back before; null where there is nothing to take back.
   */
  startUndo(portalId: number, run: { undoOf: string; at: number; startedBy: string | null }): Promise<string | null>;
  find(portalId: number, runId: string): Promise<WriteRun | null>;
  /** Newest first; discarded ones and automatic ones that wrote nothing are left out. */
  list(portalId: number, limit: number): Promise<WriteRun[]>;
  /** The oldest that is being computed or written. */
  nextOpen(portalId: number): Promise<WriteRun | null>;
  /** False where the run is in none of the states `from`. A discarded run loses its rows. */
  move(portalId: number, runId: string, change: RunMove): Promise<boolean>;
  /** Keeps some rows of a preview and how far it is. */
  plan(portalId: number, runId: string, step: PlanStep): Promise<void>;
  planned(portalId: number, runId: string, query: PlannedQuery): Promise<{ rows: KeptPlannedRow[]; total: number }>;
  summary(
    portalId: number,
    runId: string,
  ): Promise<{ type: WrittenType; property: string; state: PlannedState; count: number }[]>;
  /** Keeps what became of a batch: journal, last written values, planned rows, withheld values, the run's counts. */
  settle(portalId: number, outcome: WriteOutcome): Promise<void>;
}

interface RunMove {
  from: readonly WriteRunState[];
  to: WriteRunState;
  at: number;
  /** Set with the move to `writing`. */
  by?: string | null;
  totalCount?: number;
}

interface PlanStep {
  rows: PlannedRow[];
  cursor: string;
  doneCount: number;
  at: number;
}

export interface WithheldWrites {
  /** By object id. */
  ofObjects(portalId: number, type: WrittenType, ids: string[]): Promise<Map<string, Withheld[]>>;
  ofAccount(portalId: number, accountId: string, limit: number): Promise<Withheld[]>;
  list(
    portalId: number,
    query: { why: WithheldReason | null; offset: number; limit: number },
  ): Promise<{ rows: Withheld[]; total: number; counts: Record<WithheldReason, number> }>;
  /** The person's value stands. False where nothing is withheld there. */
  keep(portalId: number, key: WithheldKey): Promise<boolean>;
  /** Quorum's value may be written again, over what HubSpot holds now. The row that was released; null where there was none. */
  release(portalId: number, key: WithheldKey): Promise<Withheld | null>;
  /** Lets all values that HubSpot refused be tried again. The accounts they belong to. */
  releaseRefused(portalId: number): Promise<string[]>;
}

export interface WriteSwitchState {
  writes: 'held' | 'released';
  at: number;
  by: string | null;
}

/** Whether Quorum writes by itself. A portal without a word is held. */
export interface WriteSwitch {
  read(portalId: number): Promise<WriteSwitchState>;
  set(portalId: number, state: WriteSwitchState): Promise<void>;
  /** Only where nothing is set yet. */
  begin(portalId: number, state: WriteSwitchState): Promise<void>;
}
