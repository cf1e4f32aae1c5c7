// Fits the portal's models to all that its accounts bought, and values and classes every account anew.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { classifyAccounts } from '../value/classify-accounts.ts';
import { fitPortal } from '../value/fit-portal.ts';
import type { AccountLedger, AccountValue, PortalFit } from '../value/model.ts';
import { valueAccount } from '../value/value-account.ts';
import { ledgerOf } from './ledger.ts';
import type { StoredValue } from './ports.ts';
import { NotYetError } from './queue-port.ts';
import { earlierPAlive, hasBoughtSince } from './revalue-accounts.ts';
import { resultLock, type SyncContext } from './sync-context.ts';

const lockWaitMs = 250;
const waitingMax = 1_000_000;
/** The ingress answers between two groups. */
const accountsBetweenYields = 20;

/** @throws NotYetError when accounts of this portal are being rebuilt. */
export async function revaluePortal(context: SyncContext): Promise<{ accounts: number }> {
  const { stores, portal, queue } = context;
  const valued = await stores.locks.tryWithin(resultLock(portal.portalId), () => revalueAll(context));
  if (valued === null) throw new NotYetError('The results of this portal are being made.', { afterMs: lockWaitMs });
  if (portal.state === 'ready') await queue.scheduleWriteBack(portal.portalId, await settledOf(context, valued));
  await stores.changes.publish({ portalId: portal.portalId, kind: 'accounts', accountId: null });
  return { accounts: valued.length };
}

/** An account that waits for its rebuild is written after it: written now, its map would be the old one. */
async function settledOf({ stores, portal }: SyncContext, accountIds: string[]): Promise<string[]> {
  const waiting = new Set((await stores.dirtyAccounts.list(portal.portalId, waitingMax)).map((mark) => mark.accountId));
  return accountIds.filter((accountId) => !waiting.has(accountId));
}

async function revalueAll(context: SyncContext): Promise<string[]> {
  const { stores, portal, now } = context;
  const { portalId, settings } = portal;
  const asOf = now();
  const ledgers = await readLedgers(context, asOf);
  const known = new Map((await stores.results.loadValues(portalId)).map((stored) => [stored.value.accountId, stored]));
  const kept = await stores.results.loadFit(portalId);
  const fit = fitPortal({ ledgers, asOf, settings });
  const values = await valueAll({ context, ledgers, fit, known, asOf });
  const { verdicts, thresholds } = classifyAccounts({
    values,
    asOf,
    settings,
    hardEvents: new Set(values.filter((value) => hasBoughtSince(value, known)).map((value) => value.accountId)),
    ...(kept === null
      ? {}
      : { previous: { verdicts: [...known.values()].map((stored) => stored.verdict), thresholds: kept.thresholds } }),
  });
  const byId = new Map(values.map((value) => [value.accountId, value]));
  const rows = verdicts.flatMap((verdict) => {
    const value = byId.get(verdict.accountId);
    return value === undefined ? [] : [{ value, verdict, at: asOf }];
  });
  await stores.results.saveValues(portalId, rows);
  await stores.results.saveFit(portalId, fit, thresholds);
  return values.map((value) => value.accountId);
}

async function readLedgers({ stores, portal }: SyncContext, now: number): Promise<AccountLedger[]> {
  const ledgers: AccountLedger[] = [];
  const accountIds = await stores.mirror.accountIds(portal.portalId);
  for await (const batch of stores.mirror.ledgerBatches(portal.portalId, accountIds)) {
    for (const sources of batch) {
      ledgers.push(ledgerOf(sources, { currency: portal.currency, costs: portal.settings.serve, now }));
    }
  }
  return ledgers;
}

async function valueAll(request: {
  context: SyncContext;
  ledgers: AccountLedger[];
  fit: PortalFit;
  known: Map<string, StoredValue>;
  asOf: number;
}): Promise<AccountValue[]> {
  const { context, ledgers, fit, known, asOf } = request;
  const values: AccountValue[] = [];
  for (const [index, ledger] of ledgers.entries()) {
    const earlier = earlierPAlive(known.get(ledger.accountId));
    values.push(valueAccount({ ledger, fit, asOf, settings: context.portal.settings, ...earlier }));
    if (index % accountsBetweenYields === 0) await yieldToOthers();
  }
  return values;
}
