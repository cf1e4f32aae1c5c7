// From which purchase on the portal's customers are core: where the chance of a next purchase has nearly reached its plateau.
import type { PurchaseHistory } from './purchase-history.ts';

const THRESHOLD_DEFAULT = 4;
const THRESHOLD_MIN = 3;
const THRESHOLD_MAX = 6;
const PLATEAU_SHARE = 0.9;
const PLATEAU_FROM = 8;
const COUNT_MAX = 12;
/** A chance is read only from this many accounts or more. */
const ACCOUNTS_MIN = 20;
const SHORT_WINDOW_DAYS = 182;
const LONG_WINDOW_DAYS = 365;
/** Above this median gap a half-year is too short to come back in. */
const SLOW_GAP_DAYS = 90;

/** k*: the first k whose repeat probability is at least 0.9 of the plateau, within 3..6; 4 where the data are too few. */
export function coreThreshold(
  histories: readonly PurchaseHistory[],
  asOfDay: number,
  medianGapDays: number | null,
): number {
  const windowDays = (medianGapDays ?? 0) > SLOW_GAP_DAYS ? LONG_WINDOW_DAYS : SHORT_WINDOW_DAYS;
  const chances = repeatProbabilities(histories, asOfDay, windowDays);
  const read = chances.filter(({ accounts }) => accounts >= ACCOUNTS_MIN);
  if (read.length < THRESHOLD_MIN) return THRESHOLD_DEFAULT;
  const late = read.filter(({ count }) => count >= PLATEAU_FROM);
  const plateau = late.length > 0 ? weightedMean(late) : Math.max(...read.map(({ share }) => share));
  const first = read.find(({ share }) => share >= PLATEAU_SHARE * plateau)?.count ?? THRESHOLD_DEFAULT;
  return Math.min(THRESHOLD_MAX, Math.max(THRESHOLD_MIN, first));
}

interface RepeatProbability {
  count: number;
  accounts: number;
  share: number;
}

/** Share of accounts that bought again within the window after their k-th purchase, of those observed that long. */
function repeatProbabilities(
  histories: readonly PurchaseHistory[],
  asOfDay: number,
  windowDays: number,
): RepeatProbability[] {
  return Array.from({ length: COUNT_MAX }, (_, index) => {
    let accounts = 0;
    let again = 0;
    for (const { days } of histories) {
      const at = days[index];
      if (at === undefined || at + windowDays > asOfDay) continue;
      accounts += 1;
      const next = days[index + 1];
      if (next !== undefined && next - at <= windowDays) again += 1;
    }
    return { count: index + 1, accounts, share: accounts > 0 ? again / accounts : 0 };
  });
}

function weightedMean(chances: readonly RepeatProbability[]): number {
  const accounts = chances.reduce((sum, chance) => sum + chance.accounts, 0);
  return chances.reduce((sum, chance) => sum + chance.accounts * chance.share, 0) / accounts;
}
