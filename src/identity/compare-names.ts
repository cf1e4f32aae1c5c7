// How far two names of people or of companies name the same one, by the names alone: for lists that hold nothing else, and as a benchmark of
// the comparison itself. Words are aligned one to one; words that only one side has count little, words that contradict each other much.
import { companyTokens } from './company-name.ts';
import { foldText } from './fold-text.ts';
import { nicknamesAgree } from './nicknames.ts';
import { editDistance, jaroWinkler } from './string-similarity.ts';
import { transliterate } from './transliterate.ts';

interface NamePair {
  left: string;
  right: string;
  kind: 'person' | 'company';
}

/** From here on two names are taken for one. */
export const sameNameMin = 0.8;

/** 0 to 1; symmetric. */
export function compareNames({ left, right, kind }: NamePair): number {
  const [a, b] = [wordsOf(left, kind), wordsOf(right, kind)];
  if (a.length === 0 || b.length === 0) return 0;
  if ([...a].sort().join('') === [...b].sort().join('')) return 1;
  return Math.max(joinedLikeness(a, b), kind === 'person' ? personLikeness(a, b) : companyLikeness(a, b));
}

const honorifics = new Set(
  'mr mrs ms miss dr prof sir lord dame sheikh shaykh imam haji hajji mullah maulawi qari his her excellency president general colonel capt ong ba anh chi'.split(
    ' ',
  ),
);
const particles = new Set('al el ul bin ibn bint abu van von de der den da di du la le del dos'.split(' '));

function wordsOf(name: string, kind: NamePair['kind']): string[] {
  const latin = transliterate(name).replace(/[’'`]/g, '');
  if (kind === 'company') return companyTokens(latin).map((word) => numerals[word] ?? word);
  const words = foldText(latin.replace(/-/g, ' ')).split(' ');
  const kept = words.filter((word) => word !== '' && !honorifics.has(word));
  return kept.length > 0 ? kept : words.filter((word) => word !== '');
}

const numerals: Record<string, string> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  first: '1st',
  second: '2nd',
  third: '3rd',
  ii: '2',
  iii: '3',
  iv: '4',
};

/** Spaces in other places: `Ben Laden` and `Benladen`. */
function joinedLikeness(a: string[], b: string[]): number {
  const [left, right] = [a.join(''), b.join('')];
  if (left === right) return 1;
  const length = Math.max(left.length, right.length);
  if (length < 6) return 0;
  const edits = editDistance({ left, right, limit: 3 });
  return edits <= Math.floor(length / 9) ? 0.97 - 0.04 * edits : 0;
}

interface Aligned {
  pairs: { a: string; b: string; likeness: number }[];
  restA: string[];
  restB: string[];
}

/** Best pairs first, each word once. */
function align(a: string[], b: string[], likeness: (a: string, b: string) => number): Aligned {
  const all = a.flatMap((x, i) => b.map((y, j) => ({ i, j, a: x, b: y, likeness: likeness(x, y) })));
  all.sort((p, q) => q.likeness - p.likeness || p.i - q.i || p.j - q.j);
  const [usedA, usedB] = [new Set<number>(), new Set<number>()];
  const pairs: Aligned['pairs'] = [];
  for (const pair of all) {
    if (pair.likeness < 0.6 || usedA.has(pair.i) || usedB.has(pair.j)) continue;
    usedA.add(pair.i);
    usedB.add(pair.j);
    pairs.push(pair);
  }
  return { pairs, restA: a.filter((_, i) => !usedA.has(i)), restB: b.filter((_, j) => !usedB.has(j)) };
}

function personLikeness(a: string[], b: string[]): number {
  const { pairs, restA, restB } = align(a, b, givenLikeness);
  const weigh = (word: string): number => (particles.has(word) ? 0.2 : word.length === 1 ? 0.4 : 1);
  const sum = (words: string[]): number => words.reduce((total, word) => total + weigh(word), 0);
  const agreed = pairs.reduce((total, pair) => total + pair.likeness * Math.min(weigh(pair.a), weigh(pair.b)), 0);
  const aligned = pairs.reduce((total, pair) => total + Math.min(weigh(pair.a), weigh(pair.b)), 0);
  const [onlyA, onlyB] = [sum(restA), sum(restB)];
  const contradicted = Math.min(onlyA, onlyB);
  const extra = Math.abs(onlyA - onlyB);
  const single = Math.min(a.length, b.length) === 1 && Math.max(a.length, b.length) > 1 ? 0.15 : 0;
  return Math.max(0, agreed / (aligned + 1.6 * contradicted + 0.14 * extra || 1) - single);
}

/** Likeness of two words of a person's name. */
function givenLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? 0.85 : 0;
  if (nicknamesAgree(a, b)) return 0.93;
  if (sound(a) === sound(b)) return 0.92;
  return spelledLikeness(a, b);
}

function spelledLikeness(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const limit = length < 4 ? 0 : length < 8 ? 1 : 2;
  const edits = editDistance({ left: a, right: b, limit: 3 });
  if (limit > 0 && edits <= limit) return 1 - (edits * 0.85) / length - (a[0] === b[0] ? 0 : 0.08);
  return jaroWinkler(a, b) >= 0.93 ? 0.8 : 0;
}

/** Spellings of one sound in one form: Muhammed and Mohamad, Sergei and Sergey. */
function sound(word: string): string {
  return word
    .replace(/ph/g, 'f')
    .replace(/(kh|ck|q|c(?=[^eihy]|$))/g, 'k')
    .replace(/(tz|ts|cz)/g, 'z')
    .replace(/(sch|sh|hs)/g, 's')
    .replace(/dj|zh/g, 'j')
    .replace(/w/g, 'v')
    .replace(/(.)\1+/g, '$1')
    .replace(/(ie|ei|ij|iy|yy|ii|y|j|ee)/g, 'i')
    .replace(/(?<=.)h(?=[^aeiou]|$)/g, '')
    .replace(/(oo|ou)/g, 'u')
    .replace(/[aeiou]+/g, 'a')
    .replace(/a$/, '');
}

const weak = new Set(
  'group holding holdings international global services service solutions trading industries enterprises bank banking trust management investment investments capital fund technology technologies systems energy insurance securities partners consulting world national'.split(
    ' ',
  ),
);

function companyLikeness(a: string[], b: string[]): number {
  if (isAcronym(a, b) || isAcronym(b, a)) return 0.85;
  const { pairs, restA, restB } = align(a, b, companyWordLikeness);
  const weigh = (word: string): number => (/^\d+$/.test(word) ? 1.2 : weak.has(word) ? 0.5 : 1);
  const sum = (words: string[]): number => words.reduce((total, word) => total + weigh(word), 0);
  const agreed = pairs.reduce((total, pair) => total + pair.likeness * weigh(pair.a), 0);
  const aligned = pairs.reduce((total, pair) => total + weigh(pair.a), 0);
  const [onlyA, onlyB] = [sum(restA), sum(restB)];
  const contradicted = Math.min(onlyA, onlyB);
  const extra = Math.abs(onlyA - onlyB);
  return agreed / (aligned + 1.5 * contradicted + 0.35 * extra || 1);
}

function companyWordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (/\d/.test(a) || /\d/.test(b)) return 0;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 4 && long.startsWith(short)) return 0.88;
  return spelledLikeness(a, b);
}

/** `ibm` for `international business machines`. */
function isAcronym(short: string[], long: string[]): boolean {
  const letters = long.map((word) => word[0]).join('');
  return short.length === 1 && long.length > 2 && short[0] === letters;
}
