// Quantiles of weighted draws, averaged over a narrow band of levels so that they move smoothly with the draws (Parzen 1979, kernel quantile estimator).

export class WeightedDraws {
  private readonly values: number[] = [];
  private readonly weights: number[] = [];
  private order: Int32Array | null = null;
  private total = 0;

  add(value: number, weight: number): void {
    if (!(weight > 0)) return;
    this.values.push(value);
    this.weights.push(weight);
    this.total += weight;
    this.order = null;
  }

  /** Mean of the values between the levels, 0 ≤ from < to ≤ 1; nothing drawn gives 0. */
  meanBetween(from: number, to: number): number {
    if (this.total === 0) return 0;
    let below = 0;
    let sum = 0;
    for (const at of this.sorted()) {
      const next = below + (this.weights[at] ?? 0) / this.total;
      sum += (this.values[at] ?? 0) * Math.max(0, Math.min(next, to) - Math.max(below, from));
      below = next;
    }
    return sum / (to - from);
  }

  /** The quantile at `level` with levels up to `band` away weighed in by Epanechnikov's kernel. */
  quantile(level: number, band: number): number {
    if (this.total === 0) return 0;
    let below = 0;
    let share = 0;
    let sum = 0;
    for (const at of this.sorted()) {
      below += (this.weights[at] ?? 0) / this.total;
      const next = kernelShare((below - level) / band);
      sum += (this.values[at] ?? 0) * (next - share);
      share = next;
    }
    return sum / (share || 1);
  }

  private sorted(): Int32Array {
    this.order ??= sortedIndices(Float64Array.from(this.values));
    return this.order;
  }
}

/** Indices of the values, ascending, by merging runs: several times faster than a sort that calls a comparison. */
function sortedIndices(values: Float64Array): Int32Array {
  let from = Int32Array.from(values, (_, index) => index);
  let to = new Int32Array(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) mergeRuns(values, { from, to, start, width });
    [from, to] = [to, from];
  }
  return from;
}

function mergeRuns(
  values: Float64Array,
  { from, to, start, width }: { from: Int32Array; to: Int32Array; start: number; width: number },
): void {
  const middle = Math.min(start + width, values.length);
  const end = Math.min(start + 2 * width, values.length);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at += 1) {
    const takesLeft =
      left < middle && (right >= end || (values[from[left] ?? 0] ?? 0) <= (values[from[right] ?? 0] ?? 0));
    to[at] = (takesLeft ? from[left++] : from[right++]) ?? 0;
  }
}

/** Epanechnikov's kernel up to x, from 0 at −1 to 1 at 1. */
function kernelShare(x: number): number {
  if (x <= -1) return 0;
  return x >= 1 ? 1 : 0.5 + 0.75 * x - 0.25 * x ** 3;
}
