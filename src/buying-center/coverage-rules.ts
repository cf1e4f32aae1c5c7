// The roles that a deal must have covered unless the portal says otherwise: more of them the larger and the further it is.
import type { CoverageRules } from './model.ts';

/** What 1,000 US dollars are about, in whole units; only the order of magnitude matters. Others count as dollars. */
const perThousandDollars: Record<string, number> = {
  VND: 25_000_000,
  JPY: 150_000,
  KRW: 1_350_000,
  IDR: 16_000_000,
  INR: 84_000,
};

/** Amounts scale with the currency. BreadBox counts people above 30 as threads. */
export function defaultCoverageRules(currency: string): CoverageRules {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency: isCurrency(currency) ? currency : 'USD' });
  const thousand =
    (perThousandDollars[currency] ?? 1_000) * 10 ** (digits.resolvedOptions().maximumFractionDigits ?? 2);
  return {
    requirements: [
      { role: 'end_user', amountMinorMin: 0, probabilityMin: 0 },
      { role: 'decider', amountMinorMin: 0, probabilityMin: 0 },
      { role: 'champion', amountMinorMin: 0, probabilityMin: 0 },
      { role: 'procurement', amountMinorMin: 0, probabilityMin: 0.2 },
      { role: 'technical_evaluator', amountMinorMin: 2 * thousand, probabilityMin: 0.2 },
      { role: 'economic_buyer', amountMinorMin: 2 * thousand, probabilityMin: 0.4 },
      { role: 'executive_sponsor', amountMinorMin: 10 * thousand, probabilityMin: 0.4 },
      { role: 'legal_compliance', amountMinorMin: 20 * thousand, probabilityMin: 0.6 },
    ],
    filledStrengthMin: 30,
    reachedStrengthMin: 30,
    supportiveStrengthMin: 45,
  };
}

function isCurrency(currency: string): boolean {
  return /^[A-Z]{3}$/.test(currency);
}
