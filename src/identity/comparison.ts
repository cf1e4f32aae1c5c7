// How two records are compared, field by field: each comparison names its levels, strongest first, and finds the level of a pair.
import { type Comparison, type Level, level } from './comparison-level.ts';
import { email, phone } from './contact-comparison.ts';
import type { IdentityRecord } from './identity-record.ts';
import { nicknamesAgree } from './nicknames.ts';
import { editDistance, jaroWinkler, withinOneEdit } from './string-similarity.ts';
import type { TokenWeights, WordWeights } from './token-weights.ts';

type TextField = {
  [Key in keyof IdentityRecord]: IdentityRecord[Key] extends string ? Key : never;
}[keyof IdentityRecord];

/** All comparisons; those whose field a list lacks say nothing by themselves. */
export function comparisonsFor(weights: WordWeights): Comparison[] {
  return [
    givenName,
    surname,
    middleName,
    birthDate,
    email,
    phone,
    suffix,
    code('social_number', 'socialNumber', 0.000002),
    code('passport_number', 'passportNumber', 0.000002),
    code('license_number', 'licenseNumber', 0.000002),
    code('national_id', 'nationalId', 0.000002),
    code('tax_number', 'taxNumber', 0.000002),
    code('bank_account', 'bankAccount', 0.000002),
    wordBag({ name: 'company', field: 'company', weights: weights.company }),
    wordBag({ name: 'subject', field: 'subject', weights: weights.subject }),
    wordBag({ name: 'authors', field: 'authors', weights: weights.authors }),
    similar('street', 'street', 0.002),
    code('street_number', 'streetNumber', 0.01),
    similar('street_2', 'street2', 0.005),
    similar('city', 'city', 0.02),
    code('postcode', 'postcode', 0.002),
    same('state', 'state', 0.15),
    same('country', 'country', 0.4),
    same('gender', 'gender', 0.5),
    similar('title', 'title', 0.01),
    similar('birth_place', 'birthPlace', 0.01),
    { ...same('web', 'web', 0.0005), differentMax: 0.4 },
    same('profile', 'profile', 0.000002),
    similar('category', 'category', 0.1),
  ];
}

/** Given against surname of the other side where that explains both better: a list with the names swapped. */
function isSwapped(left: IdentityRecord, right: IdentityRecord): boolean {
  if (left.given === '' && left.surname === '') return false;
  if ((left.given !== '' && left.given === right.given) || (left.surname !== '' && left.surname === right.surname))
    return false;
  const crossed = left.given !== '' && right.surname !== '' ? jaroWinkler(left.given, right.surname) : 0;
  const crossedBack = left.surname !== '' && right.given !== '' ? jaroWinkler(left.surname, right.given) : 0;
  const best = Math.max(crossed, crossedBack);
  if (best < 0.88) return false;
  if (
    Math.min(crossed, crossedBack) < 0.8 &&
    left.given !== '' &&
    right.given !== '' &&
    left.surname !== '' &&
    right.surname !== ''
  )
    return false;
  const straight = Math.max(jaroWinkler(left.given, right.given), jaroWinkler(left.surname, right.surname));
  return best > straight;
}

/** The same words in another order, as where one list writes the family name first. */
function isReordered(left: IdentityRecord, right: IdentityRecord): boolean {
  const isSameOrder = left.given === right.given && left.surname === right.surname;
  return !isSameOrder && left.nameKey === right.nameKey && left.nameKey.includes(' ');
}

const nameLevels: Level[] = [
  level('exact', true),
  level('swapped', true),
  level('nearly'),
  level('similar'),
  level('partly'),
  level('different'),
];

const givenName: Comparison = {
  name: 'given_name',
  differentMax: 0.2,
  usualShare: 0.008,
  levels: [...nameLevels.slice(0, 2), level('nickname'), ...nameLevels.slice(2)],
  value: (record) => record.given,
  compare(left, right) {
    if (isReordered(left, right)) return 1;
    if (isSwapped(left, right)) return left.given === right.surname ? 1 : 4;
    if (left.given === '' || right.given === '') return -1;
    if (left.given === right.given) return haveOtherMarks(left, right) ? 4 : 0;
    if (left.isVietnamese && right.isVietnamese) return sharesStart(left.given, right.given) ? 5 : 6;
    if (nicknamesAgree(left.given, right.given)) return 2;
    const similarity = jaroWinkler(left.given, right.given);
    if (similarity >= 0.92) return 3;
    if (similarity >= 0.84) return 4;
    return sharesStart(left.given, right.given) ? 5 : 6;
  },
};

const surname: Comparison = {
  name: 'surname',
  differentMax: 0.3,
  usualShare: 0.002,
  levels: nameLevels,
  value: (record) => record.surname,
  compare(left, right) {
    if (isReordered(left, right)) return 1;
    if (isSwapped(left, right)) return left.surname === right.given ? 1 : 3;
    if (left.surname === '' || right.surname === '') return -1;
    if (left.surname === right.surname) return 0;
    const similarity = jaroWinkler(left.surname, right.surname);
    if (similarity >= 0.92) return 2;
    if (similarity >= 0.84) return 3;
    return sharesStart(left.surname, right.surname) ? 4 : 5;
  },
};

/** Both written with marks, and with others: Lân is not Lan. */
function haveOtherMarks(left: IdentityRecord, right: IdentityRecord): boolean {
  return left.isVietnamese && left.marked !== '' && right.marked !== '' && left.marked !== right.marked;
}

/** An initial, or one of several words of the other. */
function sharesStart(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (short.length === 1) return long.startsWith(short);
  return (
    long.split(' ').includes(short) ||
    short.split(' ').some((word) => word.length > 2 && long.split(' ').includes(word))
  );
}

const middleName: Comparison = {
  name: 'middle_name',
  differentMax: 0.3,
  usualShare: 0.01,
  levels: [level('exact', true), level('partly'), level('different')],
  value: (record) => record.middle,
  compare(left, right) {
    if (left.middle === '' || right.middle === '') return -1;
    if (left.middle === right.middle || isReordered(left, right)) return 0;
    return left.middle[0] === right.middle[0] || jaroWinkler(left.middle, right.middle) > 0.85 ? 1 : 2;
  },
};

const suffix: Comparison = {
  name: 'suffix',
  differentMax: 0.1,
  usualShare: 0.3,
  levels: [level('exact'), level('different')],
  value: (record) => record.suffix,
  compare(left, right) {
    if (left.suffix === '' || right.suffix === '') return -1;
    return left.suffix === right.suffix ? 0 : 1;
  },
};

const birthDate: Comparison = {
  name: 'birth_date',
  differentMax: 0.3,
  usualShare: 0.00005,
  levels: [
    level('exact', true),
    level('one_digit'),
    level('day_and_month_swapped'),
    level('two_digits'),
    level('same_year'),
    level('different'),
  ],
  value: (record) => record.birthDate,
  compare(left, right) {
    const a = left.birthDate;
    const b = right.birthDate;
    if (a === '' || b === '') return -1;
    if (a === b) return 0;
    if (withinOneEdit(a, b)) return 1;
    if (a.length === 8 && b === a.slice(0, 4) + a.slice(6) + a.slice(4, 6)) return 2;
    if (editDistance({ left: a, right: b, limit: 2 }) <= 2) return 3;
    return a.slice(0, 4) === b.slice(0, 4) ? 4 : 5;
  },
};

interface WordBag {
  name: string;
  field: 'company' | 'subject' | 'authors';
  weights: TokenWeights;
}

function wordBag({ name, field, weights }: WordBag): Comparison {
  return {
    name,
    usualShare: 0.0002,
    shareMax: 0.0005,
    differentMax: 0.2,
    levels: [
      level('exact', true),
      level('nearly'),
      level('similar'),
      level('partly'),
      level('weakly'),
      level('different'),
    ],
    value: (record) => record[field].join(' '),
    compare(left, right) {
      if (left[field].length === 0 || right[field].length === 0) return -1;
      if (left[field].join(' ') === right[field].join(' ')) return 0;
      const similarity = weights.similarity(left[field], right[field]);
      if (similarity >= 0.9) return 1;
      if (similarity >= 0.75) return 2;
      if (similarity >= 0.55) return 3;
      return similarity >= 0.35 ? 4 : 5;
    },
  };
}

/** A code of digits and letters: equal, one slip of the finger, or different. */
function code(name: string, field: TextField, usualShare: number): Comparison {
  return {
    name,
    differentMax: usualShare < 0.0001 ? 0.25 : 1,
    usualShare,
    levels: [level('exact', true), level('one_digit'), level('different')],
    value: (record) => record[field],
    compare(left, right) {
      const a = left[field];
      const b = right[field];
      if (a === '' || b === '') return -1;
      if (a === b) return 0;
      return Math.max(a.length, b.length) > 2 && withinOneEdit(a, b) ? 1 : 2;
    },
  };
}

function similar(name: string, field: TextField, usualShare: number): Comparison {
  return {
    name,
    differentMax: 1,
    usualShare,
    levels: [level('exact', true), level('nearly'), level('similar'), level('different')],
    value: (record) => record[field],
    compare(left, right) {
      const a = left[field];
      const b = right[field];
      if (a === '' || b === '') return -1;
      if (a === b) return 0;
      const similarity = jaroWinkler(a, b);
      if (similarity >= 0.93) return 1;
      return similarity >= 0.82 || sharesStart(a, b) ? 2 : 3;
    },
  };
}

function same(name: string, field: TextField, usualShare: number): Comparison {
  return {
    name,
    differentMax: 1,
    usualShare,
    levels: [level('exact', true), level('different')],
    value: (record) => record[field],
    compare(left, right) {
      if (left[field] === '' || right[field] === '') return -1;
      if (field === 'web' && left.email !== '' && left.email === right.email) return -1;
      return left[field] === right[field] ? 0 : 1;
    },
  };
}
