// A map in one paragraph, for those who do not see the picture: coverage, missing roles, names with roles.
import type { MapLayout } from './layout-model.ts';
import type { AccountMap } from './model.ts';
import { type Locale, mapWords, personName, roleWords } from './words.ts';

const namesMax = 40;

export function describeMap({ map, layout, locale }: { map: AccountMap; layout: MapLayout; locale: Locale }): string {
  const known = map.people.filter(({ placeholder }) => !placeholder);
  const { percent, missingRoles } = map.coverage;
  const missing = missingRoles.map((role) => roleWords[role][locale]).join(', ');
  const sentences = [
    `${mapWords.coverage[locale]} ${percent} %.`,
    missing === '' ? '' : `${mapWords.missingRoles[locale]}: ${missing}.`,
    known.length === 0 ? mapWords.nobody[locale] : `${mapWords.people[locale]}: ${names({ map, layout, locale })}.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function names({ map, layout, locale }: { map: AccountMap; layout: MapLayout; locale: Locale }): string {
  const people = new Map(map.people.map((person) => [person.id, person]));
  const shown = layout.boxes.flatMap(({ personId, area }) => {
    const person = people.get(personId);
    return person === undefined || person.placeholder || area !== 'tree' ? [] : [person];
  });
  const listed = shown.slice(0, namesMax).map((person) => {
    const roles = person.roles.map(({ role }) => roleWords[role][locale]).join(', ');
    return roles === '' ? personName(person, locale) : `${personName(person, locale)} (${roles})`;
  });
  const rest = map.people.filter(({ placeholder }) => !placeholder).length - listed.length;
  return [...listed, ...(rest > 0 ? [mapWords.more[locale](rest)] : [])].join('; ');
}
