// Replays a portal's history snapshot by snapshot and counts how often accounts change their class, and change back.
import { classifyAccounts } from '../../src/value/classify-accounts.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { AccountLedger, ClassThresholds, ValueClass, ValueSettings, Verdict } from '../../src/value/model.ts';
import { valueAccount } from '../../src/value/value-account.ts';

export interface Replay {
  snapshots: number;
  accountSnapshots: number;
  moves: number;
  /** Moves undone within two snapshots. */
  reverted: number;
  byClass: Partial<Record<ValueClass, number>>;
}

/** `dates` ascending, epoch ms. Each snapshot sees what was known by then, and the verdicts and P(alive) of the one before. */
export function replayClasses(
  ledgers: readonly AccountLedger[],
  dates: readonly number[],
  settings: ValueSettings,
): Replay {
  const history = new Map<string, (ValueClass | null)[]>();
  const alive = new Map<string, number>();
  let previous: { verdicts: Verdict[]; thresholds: ClassThresholds } | undefined;
  for (const asOf of dates) {
    const known = ledgers
      .map((ledger) => ({ ...ledger, contributions: ledger.contributions.filter(({ date }) => date <= asOf) }))
      .filter(({ contributions }) => contributions.length > 0);
    const fit = fitPortal({ ledgers: known, asOf, settings });
    const values = known.map((ledger) => {
      const before = alive.get(ledger.accountId);
      return valueAccount({ ledger, fit, asOf, settings, ...(before === undefined ? {} : { previousPAlive: before }) });
    });
    for (const { accountId, pAlive } of values) if (pAlive !== null) alive.set(accountId, pAlive);
    previous = classifyAccounts({ values, asOf, settings, ...(previous === undefined ? {} : { previous }) });
    for (const { accountId, valueClass } of previous.verdicts) {
      const classes = history.get(accountId) ?? [];
      history.set(accountId, [...classes, valueClass]);
    }
  }
  return countMoves([...history.values()], dates.length);
}

function countMoves(histories: readonly (readonly (ValueClass | null)[])[], snapshots: number): Replay {
  const replay: Replay = { snapshots, accountSnapshots: 0, moves: 0, reverted: 0, byClass: {} };
  for (const classes of histories) {
    replay.accountSnapshots += classes.length;
    const last = classes[classes.length - 1];
    if (last !== null && last !== undefined) replay.byClass[last] = (replay.byClass[last] ?? 0) + 1;
    for (let at = 1; at < classes.length; at += 1) {
      const from = classes[at - 1];
      if (from === null || classes[at] === from) continue;
      replay.moves += 1;
      if (classes[at + 1] === from || classes[at + 2] === from) replay.reverted += 1;
    }
  }
  return replay;
}
