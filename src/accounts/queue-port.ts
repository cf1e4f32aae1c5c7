// What the use cases ask of a queue, and what its jobs carry and mean; the queue room implements it.

import type { ReconcileDepth } from './reconcile-port.ts';

/** What a job carries: ids and a version, never data of people; the truth stays in the stores. */
export interface JobPayloads {
  backfill: { version: 1; portalId: number };
  reconcile: { version: 1; portalId: number; depth: ReconcileDepth };
  drain: { version: 1; portalId: number };
  /** `waitingSince`: when the account's present burst of changes began, epoch ms. */
  rebuild: { version: 1; portalId: number; accountId: string; waitingSince: number };
  revalue: { version: 1; portalId: number };
  writeBack: { version: 1; portalId: number; accountIds: string[] };
  writeRun: { version: 1; portalId: number };
}
export type JobName = keyof JobPayloads;

/** Gets the payload as it was stored: the handler parses it again. */
export type JobHandler = (payload: unknown, context: JobContext) => Promise<void>;

export interface JobContext {
  /** When this attempt fails the job has failed for good. */
  isLastAttempt: boolean;
}

/** Asking again cannot help: the queue stops the job for good. */
export class FinalRefusalError extends Error {
  override name = 'FinalRefusalError';
}

/** Somebody else is at it, or it is too early: the queue runs the job again after the wait, without counting an attempt. */
export class NotYetError extends Error {
  override name = 'NotYetError';
  readonly afterMs: number;
  constructor(message: string, options: { afterMs: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.afterMs = options.afterMs;
  }
}

/** What the use cases ask of the queue; a lost job is found again by the sweep. */
export interface Queue {
  /** One deduplicated drain job a portal; a nudge during a run leads to exactly one more run. */
  nudgeDrain(portalId: number): Promise<void>;
  /** Debounced, one job an account: runs after the quiet time, at the latest after the longest wait. */
  scheduleRebuild(portalId: number, accountIds: string[]): Promise<void>;
  /** Values of the whole portal anew: refit, classes, write-back. */
  scheduleRevalue(portalId: number): Promise<void>;
  scheduleWriteBack(portalId: number, accountIds: string[]): Promise<void>;
  scheduleBackfill(portalId: number): Promise<void>;
  /** Previews, released writes and undos that an admin asked for; one job a portal works off all that are open. */
  scheduleWriteRun(portalId: number): Promise<void>;
  /** One a portal: asked for while one waits or runs, it is the one asked for. */
  scheduleReconcile(portalId: number, depth: ReconcileDepth): Promise<void>;
}
