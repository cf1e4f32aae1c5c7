// What a purchase model says about one account from now on. Times are in the fit's units.
import type { Random } from '../numeric/random.ts';

export interface Forecast {
  pAlive: number;
  /** Orders expected within t units. */
  expectedOrders(t: number): number;
  /** Probability that the account is still alive in t units. */
  survival(t: number): number;
  /** One draw of what drives the account. */
  draw(random: Random): Drive;
}

/** Orders a unit of time while alive, and the risk a unit of time of leaving; a rate of 0 is an account that has left. */
export interface Drive {
  rate: number;
  hazard: number;
}

export const gone: Drive = { rate: 0, hazard: 0 };
