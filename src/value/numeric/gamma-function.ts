// The gamma function's logarithm and its derivatives for positive arguments, to about 1e-15 relative.

/** Arguments below this are shifted up before the asymptotic series is used. */
const SERIES_MIN = 9;
const HALF_LOG_TWO_PI = 0.918_938_533_204_672_7;

/** ln Γ(x) for x > 0, by Stirling's series after a shift (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < SERIES_MIN) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360_360 - square * (1 / 156)))))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series - Math.log(product);
}

/** ψ(x), the derivative of ln Γ, for x > 0 (Abramowitz & Stegun 6.3.18). */
export function digamma(x: number): number {
  let shifted = x;
  let sum = 0;
  while (shifted < SERIES_MIN) {
    sum -= 1 / shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    square *
    (1 / 12 -
      square *
        (1 / 120 -
          square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32_760 - square / 12))))));
  return sum + Math.log(shifted) - 0.5 * inverse - series;
}

/** ln B(a, b) for positive a and b. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln |Γ(x)| and the sign of Γ(x) for any x that is not a pole, by reflection. */
export function signedLogGamma(x: number): { log: number; sign: 1 | -1 } {
  if (x > 0) return { log: logGamma(x), sign: 1 };
  const sine = Math.sin(Math.PI * x);
  return { log: Math.log(Math.PI / Math.abs(sine)) - logGamma(1 - x), sign: sine > 0 ? 1 : -1 };
}
