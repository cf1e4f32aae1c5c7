// Recognises the columns of a list as the fields by which people and companies are told apart: by their names, then by what stands in them.
import { hasLegalForm } from './company-name.ts';
import { type IdentityField, identityFields, spellings } from './field-names.ts';
import { foldText } from './fold-text.ts';

const fieldBySpelling = new Map(
  identityFields.flatMap((field) =>
    [field.replaceAll('_', ' '), ...spellings[field].split('|')].map((word) => [foldText(word), field] as const),
  ),
);
/** Words around the name of a field: those of questions and numbering, then those that say which of several it is. */
const fillers = words(
  'value desc code c1 1 2 3 no number full current of the your what is which please enter provide do you are s',
);
const kinds = words(
  'primary secondary main work home business office customer client contact person attendee guest lead company personal private mailing billing shipping registered cua khach nguoi lien he chinh ca nhan',
);

function words(list: string): Set<string> {
  return new Set(list.split(' '));
}

/** Spellings that only a list of companies would call `name`: they make `name` a company's. */
const companyHints: IdentityField[] = ['tax_number', 'category', 'address', 'street', 'web'];
const personHints: IdentityField[] = [
  'given_name',
  'birth_date',
  'birth_year',
  'gender',
  'title',
  'social_number',
  'company',
  'email',
  'surname',
];
/** Fields that alone or together can say who somebody is; the others only support or deny it. */
const tellingFields = new Set<IdentityField>([
  'given_name',
  'surname',
  'full_name',
  'email',
  'phone',
  'company',
  'street',
  'address',
  'birth_date',
  'social_number',
  'passport_number',
  'license_number',
  'national_id',
  'tax_number',
  'bank_account',
  'web',
  'profile',
  'subject',
]);

export interface ColumnMap {
  /** Field by column position; null where the column says nothing about identity. */
  fields: (IdentityField | null)[];
  /** Columns that were not recognised, by name. */
  ignored: string[];
}

export interface ColumnChoices {
  /** Column name → field, as the user says it. */
  overrides?: Record<string, IdentityField>;
  ignore?: string[];
  /** Some rows of the list: what stands in a column corrects what its name says. */
  rows?: string[][];
}

/** Recognises the columns of a list; the user's choices come first. A second column of the same field is kept too. */
export function recognizeColumns(headers: string[], choices: ColumnChoices = {}): ColumnMap {
  const ignore = new Set(choices.ignore ?? []);
  const named = headers.map((header) => {
    if (ignore.has(header)) return null;
    return choices.overrides?.[header] ?? fieldOfHeader(header);
  });
  const isFree = headers.map((header) => !ignore.has(header) && choices.overrides?.[header] === undefined);
  const fields = settleByValues(settleWorks(named, headers), { isFree, headers, rows: choices.rows ?? [] });
  return { fields, ignored: headers.filter((_, position) => fields[position] === null) };
}

/** Whether these fields can say who somebody is. */
export function isTelling(fields: Iterable<IdentityField | null>): boolean {
  for (const field of fields) if (field !== null && tellingFields.has(field)) return true;
  return false;
}

function fieldOfHeader(header: string): IdentityField | null {
  const folded = foldText(header.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, '$1 $2'));
  const exact = fieldBySpelling.get(folded);
  if (exact !== undefined) return exact;
  const without = (left: Set<string>, text: string): string =>
    text
      .split(' ')
      .filter((word) => !left.has(word))
      .join(' ');
  const bare = without(fillers, folded);
  return fieldBySpelling.get(bare) ?? fieldBySpelling.get(without(kinds, bare)) ?? null;
}

/** A title beside authors is the title of a work, and a name beside nothing personal is a company's. */
function settleWorks(fields: (IdentityField | null)[], headers: string[]): (IdentityField | null)[] {
  const present = new Set(fields);
  const isOfWorks =
    present.has('authors') ||
    (present.has('title') && headers.some((header) => /^(venue|journal|isbn)$/i.test(header)));
  const isOfCompanies =
    !personHints.some((hint) => present.has(hint)) && companyHints.some((hint) => present.has(hint));
  return fields.map((field) => {
    if (field === 'title' && isOfWorks) return 'subject';
    return field === 'full_name' && isOfCompanies ? 'company' : field;
  });
}

const rowsLookedAt = 400;

interface Evidence {
  isFree: boolean[];
  headers: string[];
  rows: string[][];
}

function settleByValues(fields: (IdentityField | null)[], { isFree, rows }: Evidence): (IdentityField | null)[] {
  if (rows.length === 0) return fields;
  const looked = rows.slice(0, rowsLookedAt);
  const shares = fields.map((_, position) => sharesOf(looked.map((row) => row[position]?.trim() ?? '')));
  const corrected = fields.map((field, position) => {
    const share = shares[position];
    return share === undefined || !isFree[position] || share.filled < 2 ? field : correctedField(field, share);
  });
  return nameUnknown(corrected, { shares, isFree });
}

interface Shares {
  filled: number;
  email: number;
  phone: number;
  legal: number;
  words: number;
}

function sharesOf(cells: string[]): Shares {
  const filled = cells.filter((cell) => cell !== '');
  const share = (test: (cell: string) => boolean): number => filled.filter(test).length / Math.max(1, filled.length);
  return {
    filled: filled.length,
    email: share((cell) => /^[^\s@]*<?[^\s@<]+@[^\s@]+\.[^\s@]+$/.test(cell)),
    phone: share(
      (cell) =>
        /^(\+|\(|0|\d{2,4}[-. /])[\d\s().\-/]{6,}$/.test(cell) &&
        !/^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}(\D|$)/.test(cell),
    ),
    legal: share(hasLegalForm),
    words: share((cell) => /^\p{L}[\p{L}.'’-]*( \p{L}[\p{L}.'’-]*){1,4}$/u.test(cell)),
  };
}

/** What a column holds is stronger than what it is called, where the two cannot both be. */
function correctedField(field: IdentityField | null, share: Shares): IdentityField | null {
  if (share.email >= 0.6) return 'email';
  if (field === 'email' && share.email < 0.05)
    return share.phone >= 0.6 ? 'phone' : share.words >= 0.6 ? 'full_name' : null;
  if (field === 'full_name' && share.legal >= 0.15) return 'company';
  if (field !== null && nameFields.has(field) && share.phone >= 0.8) return 'phone';
  if (field === 'phone' && share.phone < 0.05 && share.words >= 0.8) return 'full_name';
  return field;
}

const nameFields = new Set<IdentityField>(['given_name', 'surname', 'full_name', 'company', 'title']);

/** Columns without a known name, where no other column says as much. */
function nameUnknown(
  fields: (IdentityField | null)[],
  { shares, isFree }: { shares: Shares[]; isFree: boolean[] },
): (IdentityField | null)[] {
  const present = new Set(fields);
  const hasName = (['given_name', 'surname', 'full_name'] as const).some((field) => present.has(field));
  const settled = [...fields];
  const claim = (field: IdentityField, strength: (share: Shares) => number, min: number): void => {
    if (present.has(field)) return;
    let best = -1;
    shares.forEach((share, position) => {
      if (settled[position] !== null || !isFree[position] || share.filled < 3 || strength(share) < min) return;
      if (best < 0 || strength(share) > strength(shares[best] ?? share)) best = position;
    });
    if (best >= 0) settled[best] = field;
  };
  claim('phone', (share) => share.phone, 0.7);
  claim('company', (share) => share.legal, 0.3);
  if (!hasName && !present.has('subject') && !settled.includes('company'))
    claim('full_name', (share) => share.words, 0.7);
  return settled;
}
