// How often the 80 % interval of a CDNOW holdout's total holds the truth, over resampled small portals.
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import { totalOrdersInterval } from '../../src/value/holdout-interval.ts';
import type { AccountLedger } from '../../src/value/model.ts';
import { seededRandom } from '../../src/value/numeric/random.ts';
import { countUntil, dayOf, purchaseHistory, repeatSummary } from '../../src/value/purchase-history.ts';
import { calibrationEnd, holdoutEnd } from './cdnow.ts';

const settings = { ...defaultValueSettings, daysPerUnit: 7 };

export function coverage(
  ledgers: readonly AccountLedger[],
  { resamples, accounts, seed }: { resamples: number; accounts: number; seed: number },
): { held: number; below: number; above: number; resamples: number } {
  const random = seededRandom(seed, 'resamples');
  const counts = { held: 0, below: 0, above: 0, resamples };
  for (let resample = 0; resample < resamples; resample += 1) {
    const drawn = Array.from({ length: accounts }, (_, at) => {
      const ledger = ledgers[Math.floor(random.uniform() * ledgers.length)];
      return { accountId: String(at), contributions: ledger?.contributions ?? [], openDeals: [] };
    });
    const { low, high, actual } = holdoutOf(drawn);
    if (actual < low) counts.below += 1;
    else if (actual > high) counts.above += 1;
    else counts.held += 1;
  }
  return counts;
}

function holdoutOf(ledgers: readonly AccountLedger[]): { low: number; high: number; actual: number } {
  const fit = fitPortal({ ledgers, asOf: calibrationEnd, settings });
  const model = fit.rateModels.find(({ name }) => name === fit.chosen);
  if (model === undefined) throw new Error('the fit holds no chosen model');
  const originDay = dayOf(calibrationEnd);
  let actual = 0;
  const summaries = ledgers.flatMap((ledger) => {
    const { days } = purchaseHistory(ledger, holdoutEnd);
    const known = countUntil(days, originDay);
    actual += days.length - known;
    const summary = repeatSummary(days.slice(0, known), originDay, 7);
    return summary === null ? [] : [summary];
  });
  return { ...totalOrdersInterval(model, summaries, { horizon: 39, seed: 1 }), actual };
}
