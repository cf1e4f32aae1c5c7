// The fields by which people and companies are told apart, and how columns of a list are recognised as one of them.
import { foldText } from './fold-text.ts';

export const identityFields = [
  'given_name',
  'middle_name',
  'surname',
  'full_name',
  'email',
  'phone',
  'company',
  'title',
  'gender',
  'street_number',
  'street',
  'street_2',
  'address',
  'city',
  'postcode',
  'state',
  'country',
  'birth_date',
  'birth_day',
  'birth_month',
  'birth_year',
  'birth_place',
  'social_number',
  'tax_number',
  'bank_account',
  'web',
  'category',
] as const;
export type IdentityField = (typeof identityFields)[number];

/** Usual spellings of column names, folded, in English and Vietnamese. */
const spellings: Record<IdentityField, string[]> = {
  given_name: [
    'given name',
    'given names',
    'first name',
    'firstname',
    'forename',
    'first',
    'fname',
    'givenname',
    'primary name first',
    'fname c1',
    'ten',
    'ten goi',
    'ten rieng',
    'vorname',
    'prenom',
  ],
  middle_name: ['middle name', 'middlename', 'middle', 'primary name middle', 'fname c2', 'ten dem', 'ten lot', 'dem'],
  surname: [
    'surname',
    'last name',
    'lastname',
    'family name',
    'familyname',
    'last',
    'lname',
    'primary name last',
    'lname c1',
    'ho',
    'ho dem',
    'ho va ten dem',
    'nachname',
    'nom',
  ],
  full_name: [
    'name',
    'full name',
    'fullname',
    'contact name',
    'contact',
    'person',
    'person name',
    'attendee',
    'attendee name',
    'user name original name',
    'user name',
    'primary name full',
    'ho ten',
    'ho va ten',
    'ten day du',
    'nguoi lien he',
    'khach moi',
  ],
  email: [
    'email',
    'e mail',
    'mail',
    'email address',
    'e mail address',
    'work email',
    'business email',
    'emailaddress',
    'thu dien tu',
    'dia chi email',
    'hop thu',
  ],
  phone: [
    'phone',
    'phone number',
    'telephone',
    'tel',
    'mobile',
    'mobile phone',
    'mobile phone number',
    'cell',
    'cell phone',
    'work phone',
    'phonenumber',
    'mobilephone',
    'dien thoai',
    'so dien thoai',
    'sdt',
    'di dong',
    'dtdd',
    'so di dong',
    'dt',
  ],
  company: [
    'company',
    'company name',
    'organisation',
    'organization',
    'org',
    'employer',
    'account',
    'account name',
    'site name',
    'business name',
    'primary name org',
    'legal name',
    'firm',
    'cong ty',
    'ten cong ty',
    'doanh nghiep',
    'ten doanh nghiep',
    'to chuc',
    'don vi',
    'co quan',
    'firma',
  ],
  title: [
    'title',
    'job title',
    'jobtitle',
    'position',
    'role',
    'function',
    'occupation',
    'chuc danh',
    'chuc vu',
    'vi tri',
    'nghe nghiep',
  ],
  gender: ['gender', 'sex', 'gioi tinh'],
  street_number: ['street number', 'house number', 'number', 'streetnumber', 'so nha'],
  street: [
    'street',
    'street address',
    'address 1',
    'address line 1',
    'address1',
    'addr line1',
    'street name',
    'duong',
    'ten duong',
    'strasse',
  ],
  street_2: ['address 2', 'address line 2', 'address2', 'unit', 'apartment', 'addr line2'],
  address: ['address', 'full address', 'addr', 'addr full', 'mailing address', 'dia chi'],
  city: [
    'city',
    'town',
    'suburb',
    'locality',
    'addr city',
    'municipality',
    'thanh pho',
    'tinh thanh pho',
    'tinh thanh',
    'quan huyen',
    'ort',
    'ville',
  ],
  postcode: [
    'postcode',
    'post code',
    'postal code',
    'zip',
    'zip code',
    'zipcode',
    'addr postal code',
    'postcode fake',
    'plz',
    'ma buu chinh',
    'ma buu dien',
    'ma zip',
  ],
  state: ['state', 'province', 'region', 'state region', 'addr state', 'county', 'tinh'],
  country: ['country', 'country region', 'addr country', 'nation', 'quoc gia', 'nuoc'],
  birth_date: [
    'date of birth',
    'dob',
    'birth date',
    'birthdate',
    'birthday',
    'born',
    'dateofbirth',
    'ngay sinh',
    'sinh ngay',
    'geburtsdatum',
  ],
  birth_day: ['birth day', 'bd', 'day of birth'],
  birth_month: ['birth month', 'bm', 'month of birth', 'thang sinh'],
  birth_year: ['birth year', 'by', 'year of birth', 'yob', 'nam sinh'],
  birth_place: ['birth place', 'birthplace', 'place of birth', 'noi sinh', 'que quan'],
  social_number: [
    'soc sec id',
    'ssn',
    'ssn number',
    'social security number',
    'social number',
    'national id',
    'national id number',
    'passport number',
    'id card',
    'cccd',
    'cmnd',
    'so cccd',
    'so cmnd',
    'can cuoc',
    'can cuoc cong dan',
  ],
  tax_number: ['tax number', 'tax id', 'tax id number', 'vat number', 'vat id', 'tin', 'uen', 'ma so thue', 'mst'],
  bank_account: [
    'bank account',
    'iban',
    'account number',
    'bank account number',
    'so tai khoan',
    'stk',
    'tai khoan ngan hang',
  ],
  web: [
    'web',
    'website',
    'url',
    'domain',
    'company domain name',
    'domain name',
    'homepage',
    'linkedin',
    'linkedin url',
    'trang web',
  ],
  category: ['category', 'type', 'industry', 'cuisine', 'sector', 'nganh', 'nganh nghe', 'linh vuc'],
};

const fieldBySpelling = new Map(
  identityFields.flatMap((field) =>
    [field.replaceAll('_', ' '), ...spellings[field]].map((word) => [word, field] as const),
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
