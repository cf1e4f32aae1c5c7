// The shapes of what a portal's contracts say: which families are contracts, and how long they are renewed.

/** `sbg`: each account has its own constant chance to leave (Fader & Hardie 2007); `bdw`: that chance also moves with tenure (2018). */
export type RenewalModelName = 'sbg' | 'bdw';

export interface RenewalParameters {
  gamma: number;
  delta: number;
  /** 1 for sBG; above it the chance to leave rises with tenure, below it falls. */
  c: number;
}

export interface RenewalModelFit {
  name: RenewalModelName;
  fit: 'map' | 'mle';
  parameters: RenewalParameters & Record<string, number>;
  logLikelihood: number;
  /** Of ln γ, ln δ and, for BdW, ln c; empty where it could not be had. */
  covariance: number[][];
  converged: boolean;
}

/** Contracts that are renewed in the same rhythm. */
export interface ContractFit {
  periodDays: number;
  /** Runs of payments without a break, and those of them that have ended. */
  spells: number;
  lost: number;
  models: RenewalModelFit[];
  chosen: RenewalModelName;
  /** Twice the gain in log-likelihood of BdW over sBG. */
  likelihoodRatio: number;
}
