// What a model must not take for doubles, whatever the list: kin under one roof, colleagues, namesakes, partners of a role mailbox.
import { describe, expect, test } from 'vitest';
import { dedupeRecords } from '../../src/identity/dedupe-records.ts';
import { recognizeColumns } from '../../src/identity/fields.ts';
import { toIdentityRecord } from '../../src/identity/identity-record.ts';
import { makeRandom } from '../harness/random.ts';

function clustersOf(headers: string[], rows: string[][]): number[] {
  const columns = recognizeColumns(headers, { rows });
  return [...dedupeRecords(rows.map((row) => toIdentityRecord(row, columns))).clusterOf];
}

describe('short lists', () => {
  test.each([
    {
      name: 'one surname, house and phone, other given name and date of birth: two people',
      headers: ['first name', 'last name', 'address', 'phone', 'birth date'],
      rows: [
        ['Ann', 'Hill', '1 Oak St, Reno NV 89501', '775 555 0101', '1980-01-02'],
        ['Ben', 'Hill', '1 Oak St, Reno NV 89501', '775 555 0101', '2010-03-04'],
        ['Ann', 'Hill', '1 Oak Street Reno, NV 89501', '775 555 0101', '01/02/1980'],
      ],
      clusters: [0, 1, 0],
    },
    {
      name: 'Nguyễn Văn An at two companies, or at none known: three people',
      headers: ['Họ và tên', 'Công ty'],
      rows: [
        ['Nguyễn Văn An', 'Công ty TNHH Sao Mai'],
        ['Nguyễn Văn An', 'CTCP Bình Minh'],
        ['Trần Thị Bình', 'Công ty Hoa Sen'],
        ['Nguyễn Văn An', ''],
      ],
      clusters: [0, 1, 2, 3],
    },
    {
      name: 'two people behind one role mailbox',
      headers: ['id', 'first', 'last', 'email'],
      rows: [
        ['1', 'Al', 'Bo', 'info@acme.com'],
        ['2', 'Cy', 'Di', 'info@acme.com'],
      ],
      clusters: [0, 1],
    },
    {
      name: 'a company under two legal forms and one domain is one',
      headers: ['company', 'website', 'city'],
      rows: [
        ['Sao Việt JSC', 'saoviet.vn', 'HCM'],
        ['Công ty Cổ phần Sao Việt', 'https://www.saoviet.vn/', 'TP. Hồ Chí Minh'],
        ['Sao Mai Co Ltd', 'saomai.vn', 'Hà Nội'],
      ],
      clusters: [0, 0, 2],
    },
    {
      name: 'columns without names are told by what they hold',
      headers: ['a', 'b', 'c'],
      rows: [
        ['Anna Berg', 'anna@berg.se', '+46701234567'],
        ['Bo Ek', 'bo@ek.se', '+46701234568'],
        ['Anna Berg', 'anna@berg.se', '+46701234567'],
        ['Carl Lind', 'carl@lind.se', '+46701234569'],
      ],
      clusters: [0, 1, 0, 3],
    },
  ])('$name', ({ headers, rows, clusters }) => {
    expect(clustersOf(headers, rows)).toEqual(clusters);
  });
});

test('in a list that is mostly families the training does not take kin for doubles', () => {
  const random = makeRandom(11);
  const given = 'james mary robert linda david susan thomas karen daniel nancy brian laura kevin donna eric anna'.split(
    ' ',
  );
  const rows: string[][] = [];
  const truth: number[] = [];
  for (let family = 0; family < 250; family++) {
    const home = [
      `${random.word()}son`,
      `${1 + random.below(300)} ${random.word()} st`,
      `${27_000 + random.below(900)}`,
    ];
    const people = 2 + random.below(4);
    for (let person = 0; person < people; person++) {
      const born = `${1940 + random.below(70)}-0${1 + random.below(9)}-1${random.below(9)}`;
      const first = given[(family + person * 3) % given.length] ?? '';
      const copies = random.below(5) === 0 ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        rows.push([copy === 0 ? first : `${first}e`, home[0] ?? '', home[1] ?? '', home[2] ?? '', born]);
        truth.push(family * 10 + person);
      }
    }
  }
  const clusters = clustersOf(['first name', 'surname', 'street', 'postcode', 'date of birth'], rows);
  const pairs = (groups: string[]): number => {
    const sizes = new Map<string, number>();
    for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  };
  const both = pairs(clusters.map((cluster, at) => `${cluster}|${truth[at]}`));
  const f1 = (2 * both) / (pairs(clusters.map(String)) + pairs(truth.map(String)));
  expect(f1).toBeGreaterThanOrEqual(0.95);
});
