// A published cohort of 1,000 contracts as spells: those lost in each year, and those still there at the end.
import type { RenewalSpell } from '../../src/value/contract/renewal-model.ts';

/** `survival` is the share left after 0, 1, 2, … years. */
export function cohortSpells(survival: readonly number[], years: number): RenewalSpell[] {
  const spells: RenewalSpell[] = [];
  for (let year = 1; year <= years; year += 1) {
    const lost = (survival[year - 1] ?? 0) - (survival[year] ?? 0);
    spells.push({ survived: year - 1, lostBy: year, weight: 1_000 * lost });
  }
  return [...spells, { survived: years, lostBy: null, weight: 1_000 * (survival[years] ?? 0) }];
}
