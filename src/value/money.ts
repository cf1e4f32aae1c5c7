// Integer minor units: how many a currency has, and splitting a rounded total so that its parts sum to it.

const known = new Map<string, number>();

/** Minor units in one major unit: 100 for USD, 1 for VND and JPY, 1000 for KWD; 100 where the code is unknown. */
export function minorPerMajor(currency: string): number {
  const cached = known.get(currency);
  if (cached !== undefined) return cached;
  const units = 10 ** fractionDigits(currency);
  known.set(currency, units);
  return units;
}

function fractionDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
