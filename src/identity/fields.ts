// Recognises the columns of a list as the fields by which people and companies are told apart.
import { type IdentityField, identityFields, spellings } from './field-names.ts';
import { foldText } from './fold-text.ts';

const fieldBySpelling = new Map(
  identityFields.flatMap((field) =>
    [field.replaceAll('_', ' '), ...spellings[field].split('|')].map((word) => [word, field] as const),
  ),
);

/** Spellings that only a list of companies would call `name`: they make `name` a company's. */
const companyHints = new Set(['tax_number', 'category']);
const personHints = new Set([
  'birth_date',
  'birth_year',
  'gender',
  'title',
  'social_number',
  'company',
  'email',
  'surname',
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
}

/** Recognises the columns of a list by their headers; the user's choices come first. A second column of the same name field is kept too. */
export function recognizeColumns(headers: string[], choices: ColumnChoices = {}): ColumnMap {
  const ignore = new Set(choices.ignore ?? []);
  const fields = headers.map((header) => {
    if (ignore.has(header)) return null;
    return (
      choices.overrides?.[header] ??
      fieldBySpelling.get(foldText(header.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, '$1 $2'))) ??
      null
    );
  });
  const present = new Set(fields);
  const isCompanyList =
    !present.has('given_name') &&
    ![...personHints].some((hint) => present.has(hint as IdentityField)) &&
    ([...companyHints].some((hint) => present.has(hint as IdentityField)) ||
      present.has('address') ||
      present.has('street') ||
      present.has('web'));
  const settled = fields.map((field) => (field === 'full_name' && isCompanyList ? 'company' : field));
  return { fields: settled, ignored: headers.filter((_, position) => settled[position] === null) };
}
