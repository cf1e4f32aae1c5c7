// `npm run bench:link`: deduplication and linking of made-up lists, each in a process of its own from start to written file, beside the marks.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareNames, sameNameMin } from '../../src/identity/compare-names.ts';
import { recognizeColumns } from '../../src/identity/fields.ts';
import { toIdentityRecord } from '../../src/identity/identity-record.ts';
import { createRecordIndex } from '../../src/identity/record-index.ts';
import { nameBenchCases } from '../harness/name-bench.ts';
import { makeContacts } from './make-contacts.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-bench-'));
const dispatcher = path.resolve(import.meta.dirname, '../../src/cli/quorum.ts');
const out = path.join(folder, 'out.csv');

function runQuorum(args: string[]): { seconds: number; megabytes: number } {
  const start = performance.now();
  const report = `process.on('exit', () => console.error('peak ' + process.resourceUsage().maxRSS))`;
  const preload = `data:text/javascript,${encodeURIComponent(report)}`;
  const run = spawnSync(process.execPath, ['--import', preload, dispatcher, ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  const peak = Number(/peak (\d+)/.exec(run.stderr)?.[1] ?? 0);
  return { seconds: (performance.now() - start) / 1_000, megabytes: peak / 1_024 };
}

function pairF1(personOf: number[]): number {
  const clusters = fs
    .readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[1] ?? '');
  const pairs = (groups: string[]): number => {
    const sizes = new Map<string, number>();
    for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  };
  const both = pairs(clusters.map((cluster, at) => `${cluster}|${personOf[at]}`));
  return (2 * both) / (pairs(clusters) + pairs(personOf.map(String)));
}

function benchDedupe(): void {
  console.log('dedupe, from start to written file');
  let before = 0;
  for (const rows of [10_000, 30_000, 100_000]) {
    const file = path.join(folder, `${rows}.csv`);
    const made = makeContacts({ rows, seed: 7 });
    fs.writeFileSync(file, made.csv);
    const { seconds, megabytes } = runQuorum(['dedupe', file, '--out', out]);
    const growth = before === 0 ? '' : `, ${(seconds / before).toFixed(1)} times the one before`;
    const mark = rows === 100_000 ? ' (mark: 60 s, 1,500 MB)' : '';
    console.log(
      `  ${rows} rows: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB, pair F1 ${pairF1(made.personOf).toFixed(4)}${growth}${mark}`,
    );
    before = seconds;
  }
}

/** Half of the incoming rows are doubles of known ones, with slips; half are new. */
function benchLink(): void {
  const made = makeContacts({ rows: 120_000, seed: 7 });
  const [header = '', ...lines] = made.csv.trimEnd().split('\n');
  const known: string[] = [];
  const incoming: string[] = [];
  const knownOf = new Map<number, string>();
  lines.forEach((line, at) => {
    const person = made.personOf[at] ?? -1;
    const isDouble = knownOf.has(person);
    if (isDouble && incoming.length < 2_500) incoming.push(line);
    else if (!isDouble && known.length < 100_000) {
      known.push(line);
      knownOf.set(person, line.split(',')[0] ?? '');
    } else if (!isDouble && incoming.length < 5_000) incoming.push(line);
  });
  const files = { known: path.join(folder, 'known.csv'), incoming: path.join(folder, 'incoming.csv') };
  fs.writeFileSync(files.known, [header, ...known].join('\n'));
  fs.writeFileSync(files.incoming, [header, ...incoming].join('\n'));
  const { seconds, megabytes } = runQuorum(['link', files.known, files.incoming, '--out', out]);
  const links = fs
    .readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter(([, , , decision]) => decision === 'link');
  const correct = links.filter(([left, right]) => knownOf.get(made.personOf[Number(right)] ?? -1) === left).length;
  const share = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
  console.log(
    `link ${incoming.length} rows against ${known.length}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB (mark: 10 s, 1,500 MB), ${share(correct, links.length)} of the links right, ${share(correct, 2_500)} of the doubles linked`,
  );
}

function benchNames(): void {
  const cases = nameBenchCases();
  if (cases === null) {
    console.log('not run: name_bench, its file is not there');
    return;
  }
  const start = performance.now();
  const said = cases.map((pair) => compareNames(pair) >= sameNameMin);
  const perSecond = cases.length / ((performance.now() - start) / 1_000);
  const hits = cases.filter((pair, at) => pair.isMatch && said[at]).length;
  const f1 = (2 * hits) / (said.filter(Boolean).length + cases.filter((pair) => pair.isMatch).length);
  console.log(
    `name_bench, names alone: F1 ${f1.toFixed(3)} (mark: 0.80; published 0.796), ${perSecond.toFixed(0)} pairs a second`,
  );
}

/** Of the records 20,000 looked up again, as the service does it for a phone system or a form. */
function benchLookup(rows: number): void {
  const made = makeContacts({ rows, seed: 7 });
  const [header = '', ...lines] = made.csv.trimEnd().split('\n');
  const columns = recognizeColumns(header.split(','));
  const recordOf = (at: number) => toIdentityRecord((lines[at] ?? '').split(','), columns);
  const every = (count: number): number[] =>
    Array.from({ length: Math.min(count, rows) }, (_, at) => Math.floor((at * rows) / Math.min(count, rows)));
  const start = performance.now();
  const index = createRecordIndex({ sample: every(20_000).map(recordOf), capacity: rows, seed: 1 });
  for (let at = 0; at < rows; at++) index.add(String(at), recordOf(at));
  const built = (performance.now() - start) / 1_000;
  const asked = every(20_000).map((at) => ({ at, record: recordOf(at) }));
  let correct = 0;
  const times = asked.map(({ at, record }) => {
    const before = performance.now();
    const [best] = index.find(record);
    const took = performance.now() - before;
    if (best !== undefined && made.personOf[Number(best.id)] === made.personOf[at]) correct++;
    return took;
  });
  times.sort((a, b) => a - b);
  const quantile = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(3);
  const memory = (process.memoryUsage().rss / 1_048_576).toFixed(0);
  console.log(
    `one record among ${rows}: built in ${built.toFixed(1)} s, ${memory} MB with the list itself; p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms (mark: 1 ms), right ${((correct / asked.length) * 100).toFixed(1)} %`,
  );
}

try {
  benchNames();
  benchLookup(100_000);
  benchLookup(1_000_000);
  benchDedupe();
  benchLink();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
