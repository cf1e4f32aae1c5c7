// At 150 webhook batches a second one nudge for all of them is enough: nudges of one portal within a moment become one.
import type { Queue } from '../accounts/queue-port.ts';

export interface NudgeOptions {
  queue: Pick<Queue, 'nudgeDrain'>;
  /** How long the first nudge waits for others, ms. */
  withinMs: number;
  /** The batch is kept already: a nudge that is lost is made up for by the sweep. */
  onLost: (error: unknown, portalId: number) => void;
}

/** Never throws and never waits. A nudge that comes while one waits is covered by it, since its batch is committed before. */
export function coalesceNudges({ queue, withinMs, onLost }: NudgeOptions): (portalId: number) => void {
  const waiting = new Set<number>();
  return (portalId) => {
    if (waiting.has(portalId)) return;
    waiting.add(portalId);
    setTimeout(() => {
      waiting.delete(portalId);
      queue.nudgeDrain(portalId).catch((error: unknown) => onLost(error, portalId));
    }, withinMs);
  };
}
