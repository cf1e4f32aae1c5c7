import { describe, expect, test } from 'vitest';
import { recognizeColumns } from '../../src/identity/fields.ts';
import { toIdentityRecord } from '../../src/identity/identity-record.ts';
import { splitFullName } from '../../src/identity/person-name.ts';

describe('columns are recognised by their usual names, English and Vietnamese', () => {
  test.each([
    ['First Name', 'given_name'],
    ['last_name', 'surname'],
    ['Họ và tên', 'full_name'],
    ['Số điện thoại', 'phone'],
    ['Ngày sinh', 'birth_date'],
    ['Mã số thuế', 'tax_number'],
    ['Công ty', 'company'],
    ['soc_sec_id', 'social_number'],
    ['E-mail', 'email'],
    ['jobTitle', 'title'],
  ])('%s', (header, field) => {
    expect(recognizeColumns([header]).fields).toEqual([field]);
  });

  test('a name beside an address and no person is a company', () => {
    expect(recognizeColumns(['name', 'addr', 'city', 'phone']).fields).toEqual(['company', 'address', 'city', 'phone']);
  });

  test('what the user says comes first, and ignored columns say nothing', () => {
    const columns = recognizeColumns(['x', 'email', 'city'], { overrides: { x: 'surname' }, ignore: ['city'] });
    expect(columns).toEqual({ fields: ['surname', 'email', null], ignored: ['city'] });
  });
});

describe('full names are split by the order their language uses', () => {
  test.each([
    ['Nguyễn Thị Lan Anh', { given: 'anh', middle: 'thi lan', surname: 'nguyen' }],
    ['Anh Nguyen', { given: 'anh', middle: '', surname: 'nguyen' }],
    ['Brandt, Matthias', { given: 'matthias', middle: '', surname: 'brandt' }],
    ['Dr. Birgit Sommer', { given: 'birgit', middle: '', surname: 'sommer' }],
    ['Trần Minh Đức', { given: 'duc', middle: 'minh', surname: 'tran' }],
    ['Cher', { given: '', middle: '', surname: 'cher' }],
    ['', { given: '', middle: '', surname: '' }],
  ])('%s', (name, parts) => {
    expect(splitFullName(name)).toEqual(parts);
  });
});

describe('cells become comparable', () => {
  const columns = recognizeColumns(['dob', 'phone', 'company', 'email', 'address']);
  test.each([
    [
      ['1956-04-09', '+84 903 123 456', 'Công ty TNHH Sao Việt', 'INFO@Sao.vn', '221 E. 51st Street'],
      {
        birthDate: '19560409',
        phones: ['903123456'],
        company: ['sao', 'viet'],
        email: 'info@sao.vn',
        emailLocal: '',
        streetNumber: '221',
        street: 'e 51st st',
      },
    ],
    [
      ['9.4.1956', '0903 123 456', 'Sao Viet JSC', 'lan.anh+x@sao.vn', ''],
      { birthDate: '19560409', phones: ['903123456'], company: ['sao', 'viet'], emailLocal: 'lan.anh' },
    ],
    [['N/A', '-', '', '', 'null'], { birthDate: '', phones: [], company: [], email: '', street: '' }],
  ])('%j', (cells, expected) => {
    expect(toIdentityRecord(cells, columns)).toMatchObject(expected);
  });
});
