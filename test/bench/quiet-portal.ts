// A portal in which nothing happens: night after night the same orders and meetings are valued and mapped anew, and what would be
// written is counted. Nothing but the code that decides runs: no store, no CRM.
import { desiredObjects } from '../../src/accounts/desired-properties.ts';
import { planWrite } from '../../src/accounts/plan-writes.ts';
import type { StoredValue } from '../../src/accounts/ports.ts';
import { earlierPAlive } from '../../src/accounts/revalue-accounts.ts';
import type { WrittenType } from '../../src/accounts/write-journal-port.ts';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import type { AccountInput } from '../../src/buying-center/model.ts';
import { classifyAccounts } from '../../src/value/classify-accounts.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { AccountLedger, ClassThresholds, Verdict } from '../../src/value/model.ts';
import { dayMs } from '../../src/value/purchase-history.ts';
import { valueAccount } from '../../src/value/value-account.ts';
import { madeAccount, now, seededRandom } from '../buying-center/make-account.ts';

export interface Night {
  /** 0 is the first computation, which writes everything. */
  night: number;
  objects: number;
  properties: number;
  byProperty: Record<string, number>;
}

const settings = { ...defaultValueSettings, currency: 'USD' };
const peopleEach = 4;
const meetingsEach = 10;

/** Each account has orders at its own pace, the last one some days ago, and people whom we met over the last 400 days. */
export function quietPortal(accounts: number, seed = 7) {
  const random = seededRandom(seed);
  const ledgers = Array.from({ length: accounts }, (_, at) => makeLedger(String(at + 1), random));
  const inputs = ledgers.map(({ accountId }, at) =>
    ownRecords(madeAccount({ people: peopleEach, interactions: meetingsEach }, seed + at), accountId),
  );
  const last = new Map<string, Record<string, string>>();
  let known = new Map<string, StoredValue>();
  let previous: { verdicts: Verdict[]; thresholds: ClassThresholds } | undefined;

  return function spend(night: number): Night {
    const asOf = now + night * dayMs;
    const fit = fitPortal({ ledgers, asOf, settings });
    const values = ledgers.map((ledger) =>
      valueAccount({ ledger, fit, asOf, settings, ...earlierPAlive(known.get(ledger.accountId)) }),
    );
    const classed = classifyAccounts({
      values,
      asOf,
      settings,
      hardEvents: new Set<string>(),
      ...(previous === undefined ? {} : { previous }),
    });
    previous = classed;
    const verdicts = new Map(classed.verdicts.map((verdict) => [verdict.accountId, verdict]));
    const before = known;
    known = new Map(
      values.flatMap((value) => {
        const verdict = verdicts.get(value.accountId);
        if (verdict === undefined) return [];
        const earlier = before.get(value.accountId);
        const isSame = earlier !== undefined && earlier.verdict.valueClass === verdict.valueClass;
        const classSince = verdict.valueClass === null ? null : isSame ? earlier.classSince : asOf;
        return [[value.accountId, { value, verdict, classSince, computedAt: asOf }] as const];
      }),
    );
    return writesOf({ night, inputs, known, last, asOf });
  };
}

function makeLedger(accountId: string, random: () => number): AccountLedger {
  const gapDays = 20 + Math.floor(random() * 120);
  const orders = 1 + Math.floor(random() * 14);
  const silentDays = Math.floor(random() * 2.5 * gapDays);
  const contributions = Array.from({ length: orders }, (_, at) => ({
    accountId,
    date: now - Math.round((silentDays + at * gapDays * (0.7 + 0.6 * random())) * dayMs),
    kind: 'order' as const,
    amountMinor: 20_000 + Math.floor(random() * 400_000),
    currency: 'USD',
    source: { type: 'deals', id: `${accountId}-${at}` },
    grade: 'measured' as const,
    product: null,
  }));
  return { accountId, contributions: contributions.toReversed(), openDeals: [] };
}

/** People and deals of different accounts are different records. */
function ownRecords(input: AccountInput, accountId: string): AccountInput {
  return { ...input, accountId, accountName: `Account ${accountId}` };
}

function writesOf(request: {
  night: number;
  inputs: AccountInput[];
  known: Map<string, StoredValue>;
  last: Map<string, Record<string, string>>;
  asOf: number;
}): Night {
  const { night, inputs, known, last, asOf } = request;
  const result: Night = { night, objects: 0, properties: 0, byProperty: {} };
  for (const input of inputs) {
    const map = buildAccountMap({ ...input, now: asOf });
    for (const desired of desiredObjects({ map, value: known.get(input.accountId) ?? null })) {
      const key = keyOf(desired.type, desired.accountId, desired.id);
      const write = planWrite({
        desired,
        last: last.get(key) ?? {},
        withheld: [],
        missing: new Set(),
        stampedAt: asOf,
      });
      if (write === null) continue;
      result.objects += 1;
      result.properties += write.changes.length;
      for (const { property } of write.changes) {
        const name = `${desired.type}.${property}`;
        result.byProperty[name] = (result.byProperty[name] ?? 0) + 1;
      }
      const written = Object.fromEntries(write.changes.map(({ property, after }) => [property, after]));
      last.set(key, { ...last.get(key), ...written });
    }
  }
  return result;
}

function keyOf(type: WrittenType, accountId: string, id: string): string {
  return `${type} ${accountId} ${id}`;
}
