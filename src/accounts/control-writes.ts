// What an admin says about writes: hold, release, preview, write, discard, take back, keep theirs, take ours. Only marks are set
// here; the sweep finds them within seconds, so that nothing depends on a message that may be lost.
import type { Stores } from './ports.ts';
import type { WithheldKey } from './write-runs-port.ts';

export interface WriteControl {
  stores: Pick<Stores, 'writeRuns' | 'withheld' | 'writeSwitch' | 'journal' | 'mirror' | 'dirtyAccounts' | 'changes'>;
  portalId: number;
  /** Epoch ms. */
  now: number;
  /** Who asks; null where nobody has to sign in. */
  by: string | null;
}

/** `preview_first`: nothing was ever written into this portal, and nobody has looked at what would be. */
export async function setWrites(
  control: WriteControl,
  writes: 'held' | 'released',
): Promise<'done' | 'unchanged' | 'preview_first'> {
  const { stores, portalId, now, by } = control;
  const before = await stores.writeSwitch.read(portalId);
  if (before.writes === writes) return 'unchanged';
  if (writes === 'released' && (await isPreviewNeeded(stores, portalId))) return 'preview_first';
  await stores.writeSwitch.set(portalId, { writes, at: now, by });
  if (writes === 'released') {
    const accountIds = await stores.mirror.accountIds(portalId);
    await stores.dirtyAccounts.mark(portalId, accountIds, { at: now, value: false });
  }
  await publish(control);
  return 'done';
}

/** Whether nothing was ever written into the portal and nobody has looked at what would be. */
export async function isPreviewNeeded(
  { journal, writeRuns }: Pick<Stores, 'journal' | 'writeRuns'>,
  portalId: number,
): Promise<boolean> {
  if ((await journal.counts(portalId)).written > 0) return false;
  const runs = await writeRuns.list(portalId, runsLookedAtMax);
  return !runs.some(({ kind, state }) => kind === 'preview' && state !== 'computing');
}

const runsLookedAtMax = 50;

/** The id of the preview that is being computed, also where somebody asked before. */
export async function previewWrites(control: WriteControl): Promise<string> {
  const { stores, portalId, now, by } = control;
  const { length } = await stores.mirror.accountIds(portalId);
  const runId = await stores.writeRuns.startPreview(portalId, { at: now, startedBy: by, totalCount: length });
  await publish(control);
  return runId;
}

/** Writes exactly what the preview shows. False where there is no such preview, or where it is written already. */
export async function writePreview(control: WriteControl, runId: string): Promise<boolean> {
  const { stores, portalId, now, by } = control;
  const page = { type: null, property: null, state: null, offset: 0, limit: 1 };
  const { total } = await stores.writeRuns.planned(portalId, runId, page);
  const move = { from: ['ready'], to: 'writing', at: now, by, totalCount: total } as const;
  const isMoved = await stores.writeRuns.move(portalId, runId, move);
  await publish(control);
  return isMoved;
}

export async function discardPreview(control: WriteControl, runId: string): Promise<boolean> {
  const { stores, portalId, now } = control;
  const move = { from: ['computing', 'ready'], to: 'discarded', at: now } as const;
  const isMoved = await stores.writeRuns.move(portalId, runId, move);
  await publish(control);
  return isMoved;
}

/** The id of the run that puts back what this one found; null where there is nothing to put back. */
export async function undoRun(control: WriteControl, runId: string): Promise<string | null> {
  const { stores, portalId, now, by } = control;
  const undo = await stores.writeRuns.startUndo(portalId, { undoOf: runId, at: now, startedBy: by });
  await publish(control);
  return undo;
}

/** `keep`: what HubSpot holds stays. `ours`: Quorum's value is written again. False where nothing is withheld there. */
export async function decideWithheld(
  control: WriteControl,
  { decision, ...key }: WithheldKey & { decision: 'keep' | 'ours' },
): Promise<boolean> {
  const { stores, portalId, now } = control;
  if (decision === 'keep') {
    const isKept = await stores.withheld.keep(portalId, key);
    await publish(control);
    return isKept;
  }
  const released = await stores.withheld.release(portalId, key);
  if (released === null) return false;
  await stores.dirtyAccounts.mark(portalId, [released.accountId], { at: now, value: false });
  await publish(control);
  return true;
}

/** After the portal was mended: everything that HubSpot refused is tried again. The number of accounts concerned. */
export async function retryRefused(control: WriteControl): Promise<number> {
  const { stores, portalId, now } = control;
  const accountIds = await stores.withheld.releaseRefused(portalId);
  await stores.dirtyAccounts.mark(portalId, accountIds, { at: now, value: false });
  await publish(control);
  return accountIds.length;
}

function publish({ stores, portalId }: WriteControl): Promise<void> {
  return stores.changes.publish({ portalId, kind: 'writes', accountId: null });
}
