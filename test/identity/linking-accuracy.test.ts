// Accuracy on the published lists, with the one set of default thresholds that every list gets.
import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/cli/read-table.ts';
import { dedupeRecords } from '../../src/identity/dedupe-records.ts';
import { recognizeColumns } from '../../src/identity/fields.ts';
import { toIdentityRecord } from '../../src/identity/identity-record.ts';
import { linkRecords } from '../../src/identity/link-records.ts';
import { sharedFile } from '../harness/shared-data.ts';

const personOf = (id: string): string => id.split('-')[1] ?? id;
const lists = [
  { file: 'febrl1', truth: 'rec_id', toTruth: personOf, ignore: ['rec_id'], f1Min: 0.997 },
  { file: 'febrl2', truth: 'rec_id', toTruth: personOf, ignore: ['rec_id'], f1Min: 0.997 },
  { file: 'febrl3', truth: 'rec_id', toTruth: personOf, ignore: ['rec_id'], f1Min: 0.997 },
  { file: 'fake_1000', truth: 'cluster', toTruth: String, ignore: ['unique_id', 'cluster'], f1Min: 0.93 },
  { file: 'csv_example', truth: 'True Id', toTruth: String, ignore: ['True Id', 'Id', 'Source'], f1Min: 0.9 },
];

function load(list: { file: string; truth: string; toTruth: (id: string) => string; ignore: string[] }) {
  const file = sharedFile(`data/linking/${list.file}.csv`);
  if (file === null) return null;
  const table = readTable(file);
  const columns = recognizeColumns(table.headers, { ignore: list.ignore });
  const truthAt = table.headers.indexOf(list.truth);
  return {
    records: table.rows.map((row) => toIdentityRecord(row, columns)),
    truth: table.rows.map((row) => list.toTruth(row[truthAt] ?? '')),
    ids: table.rows.map((row) => row[truthAt] ?? ''),
  };
}

function pairsWithin(groups: string[]): number {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

describe('dedupe finds the pairs of the published lists', () => {
  test.each(lists)('$file: pairwise F1 at least $f1Min', (list) => {
    const data = load(list);
    if (data === null) return;
    const { clusterOf } = dedupeRecords(data.records);
    const both = pairsWithin(data.truth.map((truth, position) => `${truth}|${clusterOf[position]}`));
    const f1 = (2 * both) / (pairsWithin([...clusterOf].map(String)) + pairsWithin(data.truth));
    expect(f1).toBeGreaterThanOrEqual(list.f1Min);
  });
});

test('link on febrl2 in two lists: at least 99.9 % of the links right, at least 95 % of the pairs linked', () => {
  const data = load({ file: 'febrl2', truth: 'rec_id', toTruth: personOf, ignore: ['rec_id'] });
  if (data === null) return;
  const isOriginal = data.ids.map((id) => id.endsWith('-org'));
  const pick = (original: boolean) =>
    data.records.flatMap((record, at) => (isOriginal[at] === original ? [{ record, truth: data.truth[at] }] : []));
  const left = pick(true);
  const right = pick(false);
  const links = linkRecords({ left: left.map((row) => row.record), right: right.map((row) => row.record) }).filter(
    (decision) => decision.decision === 'link',
  );
  const correct = links.filter((link) => left[link.left]?.truth === right[link.right]?.truth).length;
  expect(correct / links.length).toBeGreaterThanOrEqual(0.999);
  expect(correct / right.length).toBeGreaterThanOrEqual(0.95);
});
