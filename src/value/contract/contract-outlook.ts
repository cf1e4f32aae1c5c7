// What one contract will still bring: its coming payments, how likely each is, and how sure that is.
import type { IntervalDraws } from '../interval-draws.ts';
import { type Discounting, yearDays } from '../present-value.ts';
import type { RenewalModelFit, RenewalParameters } from './contract-fit.ts';
import { type ContractStream, graceDays } from './contract-streams.ts';
import { renewalSurvival } from './renewal-model.ts';

export interface ContractOutlook {
  model: RenewalModelFit;
  /** The contract is in force, though a payment may be a little late. */
  pAlive: number;
  /** What a payment brings, minor units: the middle one of the last three. */
  paymentMinor: number;
  /** Payments expected within so many days. */
  expectedPayments(days: number): number;
  /** Discounted payments and years in force within the horizon. */
  payments: number;
  years: number;
  /** Discounted payments and years in force for an account of known loyalty, one entry a point. */
  draws(draws: IntervalDraws): { payments: Float64Array; years: Float64Array };
}

const RECENT_PAYMENTS = 3;
/** Loyalties for which the coming payments are summed; those between are interpolated. */
const LOYALTY_NODES = 28;
const CHANCE_MIN = 1e-9;

export function contractOutlook(
  stream: ContractStream,
  model: RenewalModelFit,
  { asOfDay, discounting }: { asOfDay: number; discounting: Discounting },
): ContractOutlook {
  const schedule = scheduleOf(stream, model.parameters, { asOfDay, discounting });
  const survival = (renewals: number): number => renewalSurvival(model.parameters, renewals);
  const held = survival(schedule.renewals);
  const chance = (renewal: number): number => schedule.pAlive * (survival(renewal) / held);
  const { payments, years } = present(schedule, (later) => chance(schedule.next + later));
  return {
    model,
    pAlive: schedule.pAlive,
    paymentMinor: recentPayment(stream),
    expectedPayments: (days) => {
      let sum = 0;
      for (let later = 0; schedule.dueDays + later * schedule.periodDays <= days; later += 1) {
        const term = chance(schedule.next + later);
        sum += term;
        if (term < CHANCE_MIN) break;
      }
      return sum;
    },
    payments,
    years,
    draws: (draws) => loyaltyDraws(schedule, model.parameters, draws),
  };
}

interface Schedule {
  periodDays: number;
  /** Days until the next payment, 0 where it is overdue. */
  dueDays: number;
  /** Renewals known to have been made, and the number of the next one to come. */
  renewals: number;
  next: number;
  pAlive: number;
  /** Continuous, a day. */
  discount: number;
  endDays: number;
}

function scheduleOf(
  { payments, periodDays, ended }: ContractStream,
  parameters: RenewalParameters,
  { asOfDay, discounting }: { asOfDay: number; discounting: Discounting },
): Schedule {
  const last = payments[payments.length - 1]?.day ?? asOfDay;
  const lateDays = asOfDay - last - periodDays;
  const renewals = Math.max(0, payments.length - 1);
  const shared = {
    periodDays,
    dueDays: Math.max(0, -lateDays),
    next: renewals + 1,
    discount: Math.log1p(discounting.discountRate) / yearDays,
    endDays: discounting.horizonYears * yearDays,
  };
  if (ended) return { ...shared, renewals, pAlive: 0 };
  if (lateDays <= 0) return { ...shared, renewals, pAlive: 1 };
  // The payment is as likely to come on any day of its grace as on another.
  const renewed = renewalSurvival(parameters, renewals + 1) / renewalSurvival(parameters, renewals);
  const stillToCome = renewed * (1 - lateDays / graceDays(periodDays));
  return { ...shared, renewals: renewals + 1, pAlive: stillToCome / (stillToCome + 1 - renewed) };
}

/** `chance` of the payment so many periods after the next one. */
function present(schedule: Schedule, chance: (later: number) => number): { payments: number; years: number } {
  const { dueDays, periodDays, discount, endDays, pAlive } = schedule;
  const periodYears = (days: number, from: number): number =>
    ((discount > 0 ? -Math.expm1(-discount * days) / discount : days) * Math.exp(-discount * from)) / yearDays;
  const sums = { payments: 0, years: pAlive * periodYears(dueDays, 0) };
  for (let later = 0; dueDays + later * periodDays <= endDays; later += 1) {
    const day = dueDays + later * periodDays;
    const term = chance(later);
    sums.payments += term * Math.exp(-discount * day);
    sums.years += term * periodYears(periodDays, day);
    if (term < CHANCE_MIN) break;
  }
  return sums;
}

/** An account leaves at a renewal with a chance θ of its own, Beta(γ, δ + n^c) after n renewals; γ and δ are drawn too. */
function loyaltyDraws(
  schedule: Schedule,
  { gamma, c }: RenewalParameters,
  draws: IntervalDraws,
): { payments: Float64Array; years: Float64Array } {
  const table = loyaltyTable(schedule, c);
  const aged = schedule.renewals ** c;
  const result = { payments: new Float64Array(draws.count), years: new Float64Array(draws.count) };
  for (const set of draws.sets) {
    const leaves = set.leave.at(set.parameters.gamma ?? gamma);
    const stays = set.stay.at((set.parameters.delta ?? 1) + aged);
    for (const [at, point] of set.points.entries()) {
      const leave = leaves[at] ?? 0;
      const stay = stays[at] ?? 1;
      // −ln(1 − θ), the risk of leaving at a renewal.
      const place = placeOf(Math.log1p(leave / Math.max(stay, 1e-300)));
      result.payments[point] = between(table.payments, place);
      result.years[point] = between(table.years, place);
    }
  }
  return result;
}

const LOG_RISK_MIN = -14;
const LOG_RISK_MAX = 4;

function placeOf(risk: number): number {
  const share = (Math.log(Math.max(risk, 1e-300)) - LOG_RISK_MIN) / (LOG_RISK_MAX - LOG_RISK_MIN);
  return Math.min(1, Math.max(0, share)) * (LOYALTY_NODES - 1);
}

function between(column: Float64Array, place: number): number {
  const low = Math.min(LOYALTY_NODES - 2, Math.floor(place));
  const from = column[low] ?? 0;
  return from + (place - low) * ((column[low + 1] ?? 0) - from);
}

function loyaltyTable(schedule: Schedule, c: number): { payments: Float64Array; years: Float64Array } {
  const table = { payments: new Float64Array(LOYALTY_NODES), years: new Float64Array(LOYALTY_NODES) };
  const start = schedule.renewals ** c;
  for (let node = 0; node < LOYALTY_NODES; node += 1) {
    const risk = Math.exp(LOG_RISK_MIN + ((LOG_RISK_MAX - LOG_RISK_MIN) * node) / (LOYALTY_NODES - 1));
    const { payments, years } = present(
      schedule,
      (later) => schedule.pAlive * Math.exp(-risk * ((schedule.next + later) ** c - start)),
    );
    table.payments[node] = payments;
    table.years[node] = years;
  }
  return table;
}

function recentPayment({ payments }: ContractStream): number {
  const recent = payments.slice(-RECENT_PAYMENTS).map(({ amountMinor }) => amountMinor);
  return recent.sort((left, right) => left - right)[Math.floor(recent.length / 2)] ?? 0;
}
