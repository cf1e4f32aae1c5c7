// How long contracts are renewed: the shifted beta-geometric model and its beta-discrete-Weibull extension, fitted to spells of renewals.
import type { FitMethod } from '../model.ts';
import { laplaceCovariance } from '../numeric/covariance.ts';
import { digamma, logGamma } from '../numeric/gamma-function.ts';
import { minimise, type Objective } from '../numeric/minimise.ts';
import { addPenalty, type Belief } from '../rate/log-normal-prior.ts';
import type { RenewalModelFit, RenewalModelName, RenewalParameters } from './contract-fit.ts';

/** Accounts alike: `survived` renewals were seen; lost by the `lostBy`-th, or still there (null). */
export interface RenewalSpell {
  survived: number;
  lostBy: number | null;
  weight: number;
}

/** χ² with one degree of freedom at 5 %: twice the gain in log-likelihood that a third parameter must bring. */
const LIKELIHOOD_RATIO_MIN = 3.841;
/** What is believed of renewals before any are seen: one lost in ten. */
const PRIOR_LOST = 0.5;
const PRIOR_RENEWALS = 5;

/** S(t): the share of contracts that survive t renewals; t may lie between two. */
export function renewalSurvival(parameters: RenewalParameters, t: number): number {
  return Math.exp(logSurvival(parameters, t));
}

/** Both models and the likelier by the likelihood-ratio test. Needs no spell at all under `map`: the prior then speaks. */
export function fitRenewals(
  spells: readonly RenewalSpell[],
  fit: FitMethod,
): { models: RenewalModelFit[]; chosen: RenewalModelFit; likelihoodRatio: number } {
  const sbg = fitRenewalModel(spells, 'sbg', fit);
  const bdw = fitRenewalModel(spells, 'bdw', fit);
  const likelihoodRatio = Math.max(0, 2 * (bdw.logLikelihood - sbg.logLikelihood));
  return { models: [sbg, bdw], chosen: likelihoodRatio > LIKELIHOOD_RATIO_MIN ? bdw : sbg, likelihoodRatio };
}

export function fitRenewalModel(
  spells: readonly RenewalSpell[],
  name: RenewalModelName,
  fit: FitMethod,
): RenewalModelFit {
  const churn = pooledChurn(spells);
  const size = name === 'bdw' ? 3 : 2;
  const beliefs = fit === 'map' ? renewalBeliefs(churn, size) : [];
  const objective = renewalObjective(spells, beliefs);
  const start = [Math.log(3 * churn), Math.log(3 * (1 - churn)), 0.1].slice(0, size);
  const minimum = minimise(objective, start, { gradientMax: 1e-8 });
  const [gamma = 1, delta = 1, c = 1] = Array.from(minimum.point, Math.exp);
  return {
    name,
    fit,
    parameters: { gamma, delta, c },
    logLikelihood: -renewalObjective(spells, [])(minimum.point, new Float64Array(size)),
    covariance: laplaceCovariance(objective, minimum.point),
    converged: minimum.converged,
  };
}

/** Losses a renewal over all spells. */
function pooledChurn(spells: readonly RenewalSpell[]): number {
  let lost = PRIOR_LOST;
  let renewals = PRIOR_RENEWALS;
  for (const { survived, lostBy, weight } of spells) {
    renewals += weight * (lostBy ?? survived);
    if (lostBy !== null) lost += weight;
  }
  return Math.min(0.95, lost / Math.max(renewals, lost));
}

/** About ln γ, ln δ and ln c: churn near the pooled one, about as varied as in the published cohorts, little drift with tenure. */
function renewalBeliefs(churn: number, size: number): Belief[] {
  const odds = Math.log(churn / (1 - churn));
  const beliefs: Belief[] = [
    { of: 'combination', coefficients: [1, -1, 0].slice(0, size), mean: odds, deviation: 1.2 },
    { of: 'log-sum', indices: [0, 1], mean: Math.log(3), deviation: 1 },
  ];
  return size === 3 ? [...beliefs, { of: 'combination', coefficients: [0, 0, 1], mean: 0, deviation: 0.5 }] : beliefs;
}

/** Negative log-likelihood plus prior; a loss between two renewals counts as S(survived) − S(lostBy), a contract in force as S(survived). */
function renewalObjective(spells: readonly RenewalSpell[], beliefs: readonly Belief[]): Objective {
  return (point, gradient) => {
    const [gamma = 1, delta = 1, c = 1] = Array.from(point, Math.exp);
    const parameters = { gamma, delta, c };
    const sums = [0, 0, 0];
    let value = 0;
    for (const { survived, lostBy, weight } of spells) {
      const from = logSurvival(parameters, survived);
      const slopes = survivalSlopes(parameters, survived);
      if (lostBy === null) {
        value += weight * from;
        for (const [at, slope] of slopes.entries()) sums[at] = (sums[at] ?? 0) + weight * slope;
        continue;
      }
      // ln(S(t1) − S(t2)) = ln S(t1) + ln(1 − e^−drop).
      const drop = Math.max(1e-300, from - logSurvival(parameters, lostBy));
      value += weight * (from + Math.log(-Math.expm1(-drop)));
      const kept = 1 / Math.expm1(drop);
      const later = survivalSlopes(parameters, lostBy);
      for (const [at, slope] of slopes.entries())
        sums[at] = (sums[at] ?? 0) + weight * (slope + kept * (slope - (later[at] ?? 0)));
    }
    const scales = [gamma, delta, c];
    for (let at = 0; at < point.length; at += 1) gradient[at] = -(sums[at] ?? 0) * (scales[at] ?? 1);
    return -value + addPenalty(beliefs, point, gradient);
  };
}

function logSurvival({ gamma, delta, c }: RenewalParameters, t: number): number {
  if (t <= 0) return 0;
  const aged = delta + t ** c;
  return logGamma(aged) - logGamma(gamma + aged) + logGamma(gamma + delta) - logGamma(delta);
}

/** Of ln S(t) by γ, δ and c. */
function survivalSlopes({ gamma, delta, c }: RenewalParameters, t: number): [number, number, number] {
  if (t <= 0) return [0, 0, 0];
  const power = t ** c;
  const own = digamma(delta + power) - digamma(gamma + delta + power);
  const both = digamma(gamma + delta);
  return [both - digamma(gamma + delta + power), own + both - digamma(delta), power * Math.log(t) * own];
}
