// Who may be somebody's manager: at most five candidates with reasons, for a menu. A guess is offered, never drawn as a line.
import { classifyTitle } from './classify-title.ts';
import type { Reason } from './model.ts';

interface CandidatePerson {
  id: string;
  title: string | null;
  department: string | null;
}

interface ManagerCandidate {
  personId: string;
  /** Higher is likelier; comparable within one answer only. */
  score: number;
  reasons: Reason[];
}

interface Known {
  person: CandidatePerson;
  rank: number;
  department: string | null;
  words: Set<string>;
}

interface CandidateQuestion {
  person: CandidatePerson;
  /** Everybody of the account; the person is left out. */
  people: CandidatePerson[];
  /** Contacts that the person shared with somebody, by id. */
  sharedContacts?: ReadonlyMap<string, number>;
}

const candidatesMax = 5;
/** Ranks of managers stand this far above their people's, in the middle of the public data. */
const rankStep = 26;
/** From here on a title says that people are led. */
const leadRankMin = 53;

/**
 * Likeliest first. Title words name the same team, the rank stands a step above, meetings were shared: on public reporting lines the true
 * manager is among five for about half of the people.
 */
export function managerCandidates({ person, people, sharedContacts }: CandidateQuestion): ManagerCandidate[] {
  const all = people.map(know);
  const rarity = wordRarity(all);
  const self = know(person);
  return all
    .filter((other) => other.person.id !== person.id && other.rank > self.rank)
    .map((other) => candidate({ self, other, rarity, shared: sharedContacts?.get(other.person.id) ?? 0 }))
    .sort((a, b) => b.score - a.score || (a.personId < b.personId ? -1 : 1))
    .slice(0, candidatesMax);
}

/** Words that say the rank and not the team. */
const rankWords = new Set(
  'senior junior lead head manager director vp vice president chief officer of and the for principal staff associate assistant executive ii iii'.split(
    ' ',
  ),
);

function know(person: CandidatePerson): Known {
  const title = person.title === null ? null : classifyTitle(person.title);
  const words = (person.title ?? '').toLowerCase().match(/[\p{L}\p{M}]{2,}/gu) ?? [];
  return {
    person,
    rank: title?.rank ?? 0,
    department: person.department ?? title?.department ?? null,
    words: new Set(words.map(stem).filter((word) => !rankWords.has(word))),
  };
}

/** Engineer and engineering are one team. */
function stem(word: string): string {
  return word.length > 6 ? word.replace(/(ing|ers?|ment|s)$/u, '') : word;
}

function wordRarity(people: Known[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of people) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, Math.log(1 + people.length / count)]));
}

interface Pair {
  self: Known;
  other: Known;
  rarity: Map<string, number>;
  shared: number;
}

function candidate({ self, other, rarity, shared }: Pair): ManagerCandidate {
  const words = [...self.words].filter((word) => other.words.has(word));
  const common = words.reduce((sum, word) => sum + (rarity.get(word) ?? 0), 0);
  const sameDepartment = self.department !== null && self.department === other.department;
  const distance = Math.abs(other.rank - self.rank - rankStep) / rankStep;
  const score =
    common * 1.2 +
    (sameDepartment ? 2.5 : 0) -
    distance * 1.5 -
    (other.rank < leadRankMin ? 4 : 0) +
    Math.log1p(shared) * 2;
  const reasons: Reason[] = [{ code: 'levels_above', params: { levels: Math.round(other.rank - self.rank) } }];
  if (words.length > 0) reasons.push({ code: 'shared_title_words', params: { words: words.join(', ') } });
  if (sameDepartment) reasons.push({ code: 'same_department', params: { department: self.department ?? '' } });
  if (shared > 0) reasons.push({ code: 'met_together', params: { count: shared } });
  return { personId: other.person.id, score, reasons };
}
