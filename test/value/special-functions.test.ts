// The special functions against cephes, the classic C library.
import * as cephes from 'cephes';
import { beforeAll, describe, expect, it } from 'vitest';
import { digamma, logBeta, logGamma, signedLogGamma } from '../../src/value/numeric/gamma-function.ts';
import { hypergeometric2F1 } from '../../src/value/numeric/hypergeometric.ts';
import { gaussLegendre } from '../../src/value/numeric/quadrature.ts';
import { gammaQuantile, normalQuantile } from '../../src/value/numeric/quantiles.ts';

const positive = [1e-8, 1e-3, 0.2, 0.5, 1, 1.5, 2, 3.7, 8.99, 9, 33.3, 301, 1e4, 1e8];

function closeTo(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(expected)));
}

describe('special functions', () => {
  beforeAll(async () => {
    await cephes.compiled;
  });

  it.each(positive)('ln Γ(%d) agrees with cephes to 1e-13', (x) => {
    closeTo(logGamma(x), cephes.lgam(x), 1e-13);
  });

  it.each(positive)('ψ(%d) agrees with cephes to 1e-13', (x) => {
    closeTo(digamma(x), cephes.psi(x), 1e-13);
  });

  it.each([-0.5, -1.5, -2.3, -7.9])('ln |Γ(%d)| has the size and the sign that cephes gives', (x) => {
    const { log, sign } = signedLogGamma(x);
    closeTo(sign * Math.exp(log), cephes.gamma(x), 1e-12);
  });

  it('ln B(a, b) agrees with cephes', () => {
    closeTo(logBeta(0.79, 2.43), Math.log(cephes.beta(0.79, 2.43)), 1e-12);
  });

  it.each([
    [0.24, 2.4, 2.2, 0.5],
    [10, 5, 7, 0.9],
    [300.2, 302, 302.2, 0.5],
    [52, 50, 51, 0.9],
    [1.98, -0.21, 4.2, 0.96],
    [2.24, 0.8, 5.2, -0.8],
    [40, 0.7, 60, -0.9],
  ])('₂F₁(%d, %d; %d; %d) agrees with cephes to 1e-10', (a, b, c, z) => {
    closeTo(hypergeometric2F1(a, b, c, z) / cephes.hyp2f1(a, b, c, z), 1, 1e-10);
  });

  // Beyond the reach of cephes' series the elementary case (1−z)^−a and Gauss's value at 1 are the oracles.
  it.each([0.9905, 0.999, 0.99999])('₂F₁ near z = 1 equals (1−z)^−a where b = c (z = %d)', (z) => {
    closeTo(hypergeometric2F1(0.7, 2.2, 2.2, z) / (1 - z) ** -0.7, 1, 1e-8);
  });

  // Euler's integral is the oracle far below zero, where cephes overflows.
  it.each([
    [2.24, 0.8, 5.2, -24],
    [40, 1.7, 60, -20],
  ])('₂F₁(%d, %d; %d; %d) agrees with its integral', (a, b, c, z) => {
    const integral = gaussLegendre(200).reduce((sum, { at, weight }) => {
      // at^8 flattens the singularity of t^(b−1) at 0.
      const t = at ** 8;
      return sum + weight * 8 * at ** 7 * t ** (b - 1) * (1 - t) ** (c - b - 1) * (1 - z * t) ** -a;
    }, 0);
    closeTo(hypergeometric2F1(a, b, c, z) / (integral * Math.exp(-logBeta(b, c - b))), 1, 1e-9);
  });

  it('₂F₁ near z = 1 is continuous with the series just below', () => {
    for (const [a, b, c] of [
      [1.4, -0.2, 2.2],
      [0.3, 0.4, 1.7],
      [1.5, 0.5, 3],
    ] as const) {
      closeTo(hypergeometric2F1(a, b, c, 0.9900001) / hypergeometric2F1(a, b, c, 0.99), 1, 1e-6);
    }
  });

  it.each([0.05, 0.24, 0.5, 1, 1.5, 3, 10, 50, 300, 5_000])(
    'the gamma quantile of shape %d undoes cephes’ distribution',
    (shape) => {
      for (const u of [1e-6, 0.001, 0.05, 0.1, 0.5, 0.9, 0.99, 0.999_999]) {
        const back = cephes.igam(shape, gammaQuantile(u, shape));
        expect(Math.abs(back - u)).toBeLessThanOrEqual(1e-8 * Math.min(u, 1 - u));
      }
    },
  );

  it('the normal quantile agrees with cephes', () => {
    for (const u of [1e-6, 0.01, 0.1, 0.3, 0.5, 0.8, 0.975, 0.999_999])
      closeTo(normalQuantile(u), cephes.ndtri(u), 1e-9);
  });

  it('Gauss–Legendre with n nodes integrates degree 2n − 1 exactly', () => {
    closeTo(
      gaussLegendre(8).reduce((sum, { at, weight }) => sum + weight * at ** 15, 0),
      1 / 16,
      1e-14,
    );
  });
});
