// Values some accounts at once, with the portal's kept fit and cuts: what an order changes is seen within seconds.
import { classifyAccounts } from '../value/classify-accounts.ts';
import type { AccountValue } from '../value/model.ts';
import { valueAccount } from '../value/value-account.ts';
import { ledgerOf } from './ledger.ts';
import type { StoredValue } from './ports.ts';
import type { SyncContext } from './sync-context.ts';

/** The fit no longer speaks for a portal that has grown by more than this since. */
const growthMax = 1.05;

/** Does nothing before the portal's first fit, which values all accounts. */
export async function revalueAccounts(context: SyncContext, accountIds: string[]): Promise<void> {
  const { stores, portal, queue, now } = context;
  if (accountIds.length === 0) return;
  const kept = await stores.results.loadFit(portal.portalId);
  if (kept === null) return;
  const asOf = now();
  const known = await stores.results.loadValues(portal.portalId);
  const byId = new Map(known.map((stored) => [stored.value.accountId, stored]));
  const values: AccountValue[] = [];
  for await (const batch of stores.mirror.ledgerBatches(portal.portalId, accountIds)) {
    for (const sources of batch) {
      const ledger = ledgerOf(sources, { currency: portal.currency, costs: portal.settings.serve, now: asOf });
      values.push(
        valueAccount({
          ledger,
          fit: kept.fit,
          asOf,
          settings: portal.settings,
          ...earlierPAlive(byId.get(ledger.accountId)),
        }),
      );
    }
  }
  const fresh = new Map(values.map((value) => [value.accountId, value]));
  const others = known.map((stored) => stored.value).filter((value) => !fresh.has(value.accountId));
  const { verdicts } = classifyAccounts({
    values: [...others, ...values],
    previous: { verdicts: known.map((stored) => stored.verdict), thresholds: kept.thresholds },
    asOf,
    settings: portal.settings,
    hardEvents: new Set(values.filter((value) => hasBoughtSince(value, byId)).map((value) => value.accountId)),
  });
  const rows = verdicts.flatMap((verdict) => {
    const value = fresh.get(verdict.accountId);
    return value === undefined ? [] : [{ value, verdict, at: asOf }];
  });
  await stores.results.saveValues(portal.portalId, rows);
  if (others.length + values.length > kept.fit.accounts * growthMax) await queue.scheduleRevalue(portal.portalId);
}

/** One low figure alone does not make a defector: the one before is looked at too. */
export function earlierPAlive(stored: StoredValue | undefined): { previousPAlive?: number } {
  const pAlive = stored?.value.pAlive ?? null;
  return pAlive === null ? {} : { previousPAlive: pAlive };
}

export function hasBoughtSince(value: AccountValue, known: Map<string, StoredValue>): boolean {
  return value.orders > (known.get(value.accountId)?.value.orders ?? 0);
}
