// The pairs of names of name_bench, a published benchmark of name comparison (OpenSanctions, MIT).
import { readTable } from '../../src/cli/read-table.ts';
import { sharedFile } from './shared-data.ts';

interface NameCase {
  left: string;
  right: string;
  kind: 'person' | 'company';
  isMatch: boolean;
}

/** Null where the data are not on this machine. */
export function nameBenchCases(): NameCase[] | null {
  const file = sharedFile('data/linking/name_bench_cases.csv');
  if (file === null) return null;
  const { headers, rows } = readTable(file);
  const at = (name: string): number => headers.indexOf(name);
  return rows.map((row) => ({
    left: row[at('name1')] ?? '',
    right: row[at('name2')] ?? '',
    kind: row[at('schema')] === 'Person' ? 'person' : 'company',
    isMatch: row[at('is_match')] === 'true',
  }));
}
