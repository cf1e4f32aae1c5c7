import { describe, expect, test } from 'vitest';
import { recognizeColumns } from '../../src/identity/fields.ts';
import { toIdentityRecord } from '../../src/identity/identity-record.ts';
import { packRecord, unpackRecord } from '../../src/identity/pack-record.ts';
import { createRecordIndex, IndexFullError } from '../../src/identity/record-index.ts';
import { makeContacts } from '../bench/make-contacts.ts';

function setUp(rows: number, capacity = rows) {
  const [header = '', ...lines] = makeContacts({ rows, seed: 3 }).csv.trimEnd().split('\n');
  const columns = recognizeColumns(header.split(','));
  const records = lines.map((line, at) => [String(at), toIdentityRecord(line.split(','), columns)] as const);
  const index = createRecordIndex({ sample: records.map(([, record]) => record), capacity, seed: 1 });
  for (const [id, record] of records) index.add(id, record);
  return { records, columns, index };
}

describe('a record is looked up among many', () => {
  test('by its mailbox alone, and a stranger finds nobody', () => {
    const { records, columns, index } = setUp(2_000);
    const [id, known] = records[77] ?? ['', null];
    const question = toIdentityRecord(['', '', '', known?.email ?? '', '', '', ''], columns);
    expect(index.find(question)[0]?.id).toBe(id);
    expect(index.find(toIdentityRecord(['', 'Zzyx', 'Qwrtk', 'q@zz.io', '', '', ''], columns))).toEqual([]);
  });

  test('what was taken out is found no more, what was added is', () => {
    const { records, index } = setUp(500, 501);
    const [id, known] = records[5] ?? ['', undefined];
    if (known === undefined) throw new Error('no record');
    index.remove(id);
    expect(index.find(known).map((found) => found.id)).not.toContain(id);
    expect(index.size).toBe(499);
    index.add('new', known);
    index.add('new', known);
    expect(index.find(known)[0]?.id).toBe('new');
    expect(index.size).toBe(500);
  });

  test('it holds what it was built for and says so beyond', () => {
    const { records, index } = setUp(50, 50);
    const more = () => {
      for (let at = 0; at < 500; at++) for (const [id, record] of records) index.add(`${at}-${id}`, record);
    };
    expect(more).toThrow(IndexFullError);
  });

  test('packing a record loses nothing', () => {
    for (const [, record] of setUp(50).records) expect(unpackRecord(packRecord(record))).toEqual(record);
  });
});
