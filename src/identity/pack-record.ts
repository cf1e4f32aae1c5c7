// A record as one short text, for keeping very many in memory.
import type { IdentityRecord } from './identity-record.ts';

const texts = [
  'given',
  'middle',
  'surname',
  'nameKey',
  'suffix',
  'marked',
  'birthDate',
  'email',
  'emailLocal',
  'web',
  'profile',
  'title',
  'gender',
  'streetNumber',
  'street',
  'street2',
  'city',
  'postcode',
  'state',
  'country',
  'birthPlace',
  'socialNumber',
  'passportNumber',
  'licenseNumber',
  'nationalId',
  'taxNumber',
  'bankAccount',
  'category',
] as const;
const lists = ['emails', 'phones', 'company', 'subject', 'authors'] as const;

export function packRecord(record: IdentityRecord): string {
  const flag = record.isVietnamese ? '1' : '';
  return [flag, ...texts.map((field) => record[field]), ...lists.map((field) => record[field].join('\u0002'))].join(
    '\u0001',
  );
}

export function unpackRecord(packed: string): IdentityRecord {
  const parts = packed.split('\u0001');
  const text = (at: number): string => parts[at + 1] ?? '';
  const list = (at: number): string[] => {
    const joined = parts[1 + texts.length + at] ?? '';
    return joined === '' ? [] : joined.split('\u0002');
  };
  return {
    isVietnamese: parts[0] === '1',
    given: text(0),
    middle: text(1),
    surname: text(2),
    nameKey: text(3),
    suffix: text(4),
    marked: text(5),
    birthDate: text(6),
    email: text(7),
    emailLocal: text(8),
    web: text(9),
    profile: text(10),
    title: text(11),
    gender: text(12),
    streetNumber: text(13),
    street: text(14),
    street2: text(15),
    city: text(16),
    postcode: text(17),
    state: text(18),
    country: text(19),
    birthPlace: text(20),
    socialNumber: text(21),
    passportNumber: text(22),
    licenseNumber: text(23),
    nationalId: text(24),
    taxNumber: text(25),
    bankAccount: text(26),
    category: text(27),
    emails: list(0),
    phones: list(1),
    company: list(2),
    subject: list(3),
    authors: list(4),
  };
}
