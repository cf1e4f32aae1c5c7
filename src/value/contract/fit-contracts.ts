// Fits renewals to all contracts of a portal, rhythm by rhythm.
import type { FitMethod } from '../model.ts';
import type { ContractFit, RenewalModelFit } from './contract-fit.ts';
import type { ContractStream } from './contract-streams.ts';
import { fitRenewals, type RenewalSpell } from './renewal-model.ts';

/** Gathers spells, then fits one pair of models a rhythm. Streams may come in any order. */
export class ContractSpells {
  private readonly periods = new Map<number, Map<string, RenewalSpell>>();

  add({ periodDays, payments, lapsed, ended }: ContractStream): void {
    for (const count of lapsed) this.addSpell(periodDays, { survived: count - 1, lostBy: count, weight: 1 });
    const survived = payments.length - 1;
    this.addSpell(periodDays, { survived, lostBy: ended ? survived + 1 : null, weight: 1 });
  }

  result(fit: FitMethod): ContractFit[] {
    const periods = [...this.periods].sort(([left], [right]) => left - right);
    return periods.map(([periodDays, cells]) => {
      const spells = [...cells.values()].sort(
        (left, right) => left.survived - right.survived || (left.lostBy ?? 0) - (right.lostBy ?? 0),
      );
      const { models, chosen, likelihoodRatio } = fitRenewals(spells, fit);
      const count = (list: readonly RenewalSpell[]): number => list.reduce((sum, { weight }) => sum + weight, 0);
      const lost = count(spells.filter(({ lostBy }) => lostBy !== null));
      return { periodDays, spells: count(spells), lost, models, chosen: chosen.name, likelihoodRatio };
    });
  }

  private addSpell(periodDays: number, spell: RenewalSpell): void {
    const cells = this.periods.get(periodDays) ?? new Map<string, RenewalSpell>();
    this.periods.set(periodDays, cells);
    const key = `${spell.survived}/${spell.lostBy}`;
    const known = cells.get(key);
    cells.set(key, known === undefined ? spell : { ...known, weight: known.weight + spell.weight });
  }
}

/** The chosen model of the rhythm nearest to `periodDays`; null where the portal has no contract. */
export function renewalModelFor(contracts: readonly ContractFit[], periodDays: number): RenewalModelFit | null {
  const distance = (fit: ContractFit): number => Math.abs(Math.log(fit.periodDays / periodDays));
  const nearest = contracts.reduce<ContractFit | null>(
    (best, next) => (best === null || distance(next) < distance(best) ? next : best),
    null,
  );
  return nearest?.models.find(({ name }) => name === nearest.chosen) ?? null;
}
