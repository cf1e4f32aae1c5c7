// Whom to see next, most useful first: missing parts of the decision, close people who went silent, who must be verified.
import type { Coverage, MapPerson, SeeNext } from './model.ts';

const dayMs = 86_400_000;
const silentDays = 45;
const suggestionsMax = 6;

export function seeNext(people: MapPerson[], coverage: Coverage, now: number): SeeNext[] {
  const here = people.filter((person) => person.left === null && !person.placeholder);
  return [...missing(here, coverage), ...weak(here, coverage), ...silent(here, now)]
    .filter(
      (next, at, all) => next.personId === null || all.findIndex((other) => other.personId === next.personId) === at,
    )
    .slice(0, suggestionsMax);
}

/** For a missing role, whoever the title makes likeliest, else the best way in: our closest person who could name them. */
function missing(people: MapPerson[], coverage: Coverage): SeeNext[] {
  const closest = [...people].sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1))[0];
  return coverage.missingRoles.slice(0, 3).map((role) => {
    const guess = people.find((person) => person.roles.some((known) => known.role === role));
    if (guess !== undefined)
      return { personId: guess.id, role, reasons: [{ code: 'likely_for_missing_role', params: { role } }] };
    const way =
      closest === undefined || closest.strength === 0 ? [] : [{ code: 'ask_closest', params: { name: closest.name } }];
    return { personId: null, role, reasons: [{ code: 'role_unknown', params: { role } }, ...way] };
  });
}

function weak(people: MapPerson[], coverage: Coverage): SeeNext[] {
  return coverage.roles
    .filter((entry) => entry.required && entry.level === 'weak')
    .flatMap((entry) => {
      const person = people.find(({ id }) => id === entry.personIds[0]);
      if (person === undefined) return [];
      return [
        {
          personId: person.id,
          role: entry.role,
          reasons: [{ code: 'weak_role', params: { role: entry.role, strength: person.strength } }],
        },
      ];
    });
}

function silent(people: MapPerson[], now: number): SeeNext[] {
  return people
    .filter(
      (person) =>
        person.roles.length > 0 &&
        person.lastContactAt !== null &&
        person.interactionCount >= 3 &&
        now - person.lastContactAt > silentDays * dayMs,
    )
    .sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1))
    .slice(0, 3)
    .map((person) => ({
      personId: person.id,
      role: person.roles[0]?.role ?? null,
      reasons: [{ code: 'silent', params: { days: Math.floor((now - (person.lastContactAt ?? now)) / dayMs) } }],
    }));
}
