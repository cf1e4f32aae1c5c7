// One row of a list as identities are compared: every field folded, dates as YYYYMMDD, numbers as digits, names as tokens.

import { companyTokens } from './company-name.ts';
import type { IdentityField } from './field-names.ts';
import type { ColumnMap } from './fields.ts';
import { digitsOf, foldText, stripMarks } from './fold-text.ts';
import { splitFullName } from './person-name.ts';

export interface IdentityRecord {
  given: string;
  middle: string;
  surname: string;
  /** All name tokens, sorted, joined: equal for the same name in another order. */
  nameKey: string;
  birthDate: string;
  email: string;
  emailLocal: string;
  phones: string[];
  company: string[];
  title: string;
  gender: string;
  streetNumber: string;
  street: string;
  street2: string;
  city: string;
  postcode: string;
  state: string;
  country: string;
  birthPlace: string;
  socialNumber: string;
  taxNumber: string;
  bankAccount: string;
  web: string;
  category: string;
}

const roleMailboxes = new Set(
  'info sales contact office admin support hello mail service team marketing hr jobs billing accounts enquiries reception kinhdoanh lienhe hotro ketoan nhansu cskh'.split(
    ' ',
  ),
);

/** Cells in the order of the columns. Missing values are empty texts. */
export function toIdentityRecord(cells: string[], columns: ColumnMap): IdentityRecord {
  const raw = new Map<IdentityField, string>();
  columns.fields.forEach((field, position) => {
    const cell = cleanCell(cells[position] ?? '');
    if (field === null || cell === '') return;
    const before = raw.get(field);
    raw.set(field, before === undefined ? cell : `${before}${field === 'phone' ? '\n' : ' '}${cell}`);
  });
  const text = (field: IdentityField): string => foldText(raw.get(field) ?? '');
  const name = readName(raw);
  const email = stripMarks(raw.get('email') ?? '').replace(/\s+/g, '');
  const local = email.split('@')[0]?.replace(/\+.*$/, '') ?? '';
  const street = readStreet(raw);
  return {
    ...name,
    birthDate: readBirthDate(raw),
    email,
    emailLocal: email.includes('@') && !roleMailboxes.has(local) ? local : '',
    phones: (raw.get('phone') ?? '')
      .split('\n')
      .map(phoneKey)
      .filter((phone) => phone.length >= 6),
    company: companyTokens(raw.get('company') ?? ''),
    title: text('title'),
    gender: text('gender').slice(0, 1),
    ...street,
    street2: text('street_2'),
    city: text('city'),
    postcode: text('postcode').replaceAll(' ', ''),
    state: text('state'),
    country: text('country'),
    birthPlace: text('birth_place'),
    socialNumber: text('social_number').replaceAll(' ', ''),
    taxNumber: text('tax_number').replaceAll(' ', ''),
    bankAccount: text('bank_account').replaceAll(' ', ''),
    web: stripMarks(raw.get('web') ?? '')
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/+$/, ''),
    category: text('category'),
  };
}

function cleanCell(cell: string): string {
  const trimmed = cell.trim();
  return /^(n\/?a|null|none|nan|unknown|--?|\?)$/i.test(trimmed) ? '' : trimmed;
}

function readName(raw: Map<IdentityField, string>): Pick<IdentityRecord, 'given' | 'middle' | 'surname' | 'nameKey'> {
  let given = foldText(raw.get('given_name') ?? '');
  let middle = foldText(raw.get('middle_name') ?? '');
  let surname = foldText(raw.get('surname') ?? '');
  const full = raw.get('full_name');
  if (full !== undefined && given === '' && surname === '') ({ given, middle, surname } = splitFullName(full));
  const nameKey = `${given} ${middle} ${surname}`.trim().split(/\s+/).sort().join(' ');
  return { given, middle, surname, nameKey };
}

/** The last nine digits, or fewer: country and trunk prefixes fall away, so that +84 903… and 0903… agree. */
function phoneKey(text: string): string {
  const digits = digitsOf(text.replace(/\b(ext|x|máy lẻ)\.?\s*\d+$/i, ''));
  return digits.replace(/^0+/, '').slice(-9);
}

function readBirthDate(raw: Map<IdentityField, string>): string {
  const text = raw.get('birth_date');
  if (text !== undefined) return dateKey(text);
  const year = digitsOf(raw.get('birth_year') ?? '');
  if (year === '') return '';
  const part = (field: IdentityField): string =>
    digitsOf(raw.get(field) ?? '')
      .padStart(2, '0')
      .slice(-2);
  return `${year.padStart(4, '0')}${part('birth_month')}${part('birth_day')}`;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** YYYYMMDD out of 19560409, 1956-04-09, 4/9/1956, 09.04.1956; digits as they stand where no form fits. */
function dateKey(written: string): string {
  const text = written.replace(/[a-z]{3,}/gi, (word) => {
    const month = monthNames.indexOf(word.slice(0, 3).toLowerCase());
    return month < 0 ? word : ` ${month + 1} `;
  });
  const parts = text
    .trim()
    .split(/[^0-9]+/)
    .filter((part) => part !== '');
  if (parts.length < 3) return digitsOf(text);
  const [first = '', second = '', third = ''] = parts;
  const two = (part: string): string => part.padStart(2, '0');
  if (first.length === 4) return `${first}${two(second)}${two(third)}`;
  const year = third.length === 2 ? `${Number(third) > 30 ? '19' : '20'}${third}` : third;
  return Number(first) > 12 || text.includes('.')
    ? `${year}${two(second)}${two(first)}`
    : `${year}${two(first)}${two(second)}`;
}

const streetWords: Record<string, string> = {
  street: 'st',
  avenue: 'ave',
  av: 'ave',
  road: 'rd',
  boulevard: 'blvd',
  drive: 'dr',
  lane: 'ln',
  court: 'ct',
  place: 'pl',
  parkway: 'pkwy',
  highway: 'hwy',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  suite: 'ste',
  duong: '',
  strasse: 'str',
};

function readStreet(raw: Map<IdentityField, string>): Pick<IdentityRecord, 'streetNumber' | 'street'> {
  const number = foldText(raw.get('street_number') ?? '');
  const folded = foldText(raw.get('street') ?? raw.get('address') ?? '');
  const words = folded
    .split(' ')
    .map((word) => streetWords[word] ?? word)
    .filter((word) => word !== '');
  if (number !== '') return { streetNumber: number, street: words.join(' ') };
  const at = words.findIndex((word) => /^\d+[a-z]?$/.test(word));
  if (at < 0 || at > 2) return { streetNumber: '', street: words.join(' ') };
  return { streetNumber: words[at] ?? '', street: words.filter((_, position) => position !== at).join(' ') };
}
