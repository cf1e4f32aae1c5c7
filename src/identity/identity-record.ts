// One row of a list as identities are compared: every field folded, dates as YYYYMMDD, numbers as digits, names as tokens.
import { readBirthDate } from './birth-date.ts';
import { companyTokens } from './company-name.ts';
import type { IdentityField } from './field-names.ts';
import type { ColumnMap } from './fields.ts';
import { digitsOf, foldText } from './fold-text.ts';
import { companyDomain, isRoleMailbox, normalMailbox } from './mail-domains.ts';
import { type AddressParts, parseAddress, parseStreet } from './parse-address.ts';
import { type PersonName, readPersonName } from './person-name.ts';
import { normalCity, normalCountry, normalState } from './place-names.ts';

export interface IdentityRecord extends PersonName {
  birthDate: string;
  /** The first mailbox; empty for a person's role mailbox (info@ …), which is the office's. */
  email: string;
  emailLocal: string;
  emails: string[];
  phones: string[];
  company: string[];
  /** Registrable domain of the company's web address, else of its mailboxes; free mail has none. */
  web: string;
  /** LinkedIn or another address of the person's own. */
  profile: string;
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
  passportNumber: string;
  licenseNumber: string;
  nationalId: string;
  taxNumber: string;
  bankAccount: string;
  category: string;
  subject: string[];
  authors: string[];
}

/** Cells in the order of the columns. Missing values are empty texts. */
export function toIdentityRecord(cells: string[], columns: ColumnMap): IdentityRecord {
  const raw = readCells(cells, columns);
  const written = (field: IdentityField): string => raw.get(field) ?? '';
  const text = (field: IdentityField): string => foldText(written(field));
  const code = (field: IdentityField): string => text(field).replaceAll(' ', '');
  const name = readPersonName({
    given: written('given_name'),
    middle: written('middle_name'),
    surname: written('surname'),
    full: written('full_name'),
    suffix: written('suffix'),
  });
  return {
    ...name,
    ...readPlace(raw),
    ...readMailboxes(raw, name.surname !== '' || name.given !== ''),
    birthDate: readBirthDate({
      date: written('birth_date'),
      day: written('birth_day'),
      month: written('birth_month'),
      year: written('birth_year'),
    }),
    phones: phoneKeys(written('phone')),
    company: companyTokens(written('company')),
    profile: profileKey(written('profile')),
    title: text('title'),
    gender: text('gender').slice(0, 1),
    birthPlace: text('birth_place'),
    socialNumber: code('social_number'),
    passportNumber: code('passport_number'),
    licenseNumber: code('license_number'),
    nationalId: code('national_id'),
    taxNumber: code('tax_number'),
    bankAccount: code('bank_account'),
    category: text('category'),
    subject: text('subject').split(' ').filter(Boolean),
    authors: text('authors').split(' ').filter(Boolean),
  };
}

/** By field; of several columns the cells stand together, phones and mailboxes a line each. */
function readCells(cells: string[], columns: ColumnMap): Map<IdentityField, string> {
  const raw = new Map<IdentityField, string>();
  columns.fields.forEach((field, position) => {
    const cell = cleanCell(cells[position] ?? '');
    if (field === null || cell === '') return;
    const before = raw.get(field);
    const isOfMany = field === 'phone' || field === 'email';
    if (before === undefined) raw.set(field, cell);
    else if (isOfMany) raw.set(field, `${before}\n${cell}`);
    else if (!before.includes(cell)) raw.set(field, `${before} ${cell}`);
  });
  return raw;
}

function cleanCell(cell: string): string {
  const trimmed = cell.trim();
  return /^(n\/?a|null|none|nan|unknown|undefined|không( có)?|khong( co)?|--*|\?+|\.)$/i.test(trimmed) ? '' : trimmed;
}

/** The last nine digits, or fewer: country and trunk prefixes fall away, so that +84 903… and 0903… agree. */
function phoneKeys(written: string): string[] {
  const keys = written
    .split(/[\n;,|]|\s\/\s|\bor\b/)
    .map((text) =>
      digitsOf(text.replace(/\b(ext|x|máy lẻ)\.?\s*\d+$/i, ''))
        .replace(/^0+/, '')
        .slice(-9),
    )
    .filter((key) => key.length >= 6 && !/^(\d)\1+$/.test(key));
  return [...new Set(keys)];
}

function readMailboxes(
  raw: Map<IdentityField, string>,
  isPerson: boolean,
): Pick<IdentityRecord, 'email' | 'emailLocal' | 'emails' | 'web'> {
  const all = (raw.get('email') ?? '')
    .toLowerCase()
    .split(/[\n;,|]/)
    .map(normalMailbox)
    .filter((mailbox) => mailbox !== '');
  const localOf = (mailbox: string): string => mailbox.split('@')[0] ?? '';
  const emails = isPerson ? all.filter((mailbox) => !isRoleMailbox(localOf(mailbox))) : all;
  const email = emails[0] ?? '';
  const local = localOf(email);
  const site = companyDomain((raw.get('web') ?? '').toLowerCase());
  const web = site !== '' ? site : companyDomain(localOf(all[0] ?? '') === '' ? '' : (all[0]?.split('@')[1] ?? ''));
  return { email, emailLocal: isRoleMailbox(local) ? '' : local, emails: [...new Set(emails)], web };
}

function profileKey(written: string): string {
  return written
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^[a-z]{2,3}\.linkedin/, 'linkedin')
    .replace(/^www\./, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}

/** An address in one cell is taken apart; what stands in columns of its own comes first. */
function readPlace(raw: Map<IdentityField, string>): AddressParts & { street2: string; country: string } {
  const text = (field: IdentityField): string => foldText(raw.get(field) ?? '');
  const lines = raw.get('street');
  const whole = raw.get('address') ?? '';
  const hasOwnColumns = raw.has('city') || raw.has('postcode');
  const parsed = lines === undefined && whole !== '' ? parseAddress(whole, foldText) : null;
  const street = parsed ?? (lines === undefined || hasOwnColumns ? null : parseAddress(lines, foldText));
  const named = street ?? { ...parseStreet(text('street')), city: '', state: '', postcode: '' };
  const number = text('street_number');
  return {
    streetNumber: number === '' ? named.streetNumber : number,
    street: number === '' ? named.street : (parseStreet(text('street') || foldText(whole)).street ?? ''),
    street2: text('street_2'),
    city: normalCity(text('city') || named.city),
    state: normalState(text('state') || named.state),
    postcode: text('postcode').replaceAll(' ', '') || named.postcode,
    country: normalCountry(text('country')),
  };
}
