// `npm run bench:link`: deduplication and linking of made-up lists, each in a process of its own from start to written file, beside the marks.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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

function benchLink(): void {
  const known = path.join(folder, 'known.csv');
  const incoming = path.join(folder, 'incoming.csv');
  fs.writeFileSync(known, makeContacts({ rows: 100_000, seed: 7 }).csv);
  fs.writeFileSync(incoming, makeContacts({ rows: 5_000, seed: 7, firstId: 1_000_000 }).csv);
  const { seconds, megabytes } = runQuorum(['link', known, incoming, '--out', out]);
  console.log(
    `link 5,000 rows against 100,000: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB (mark: 10 s, 1,500 MB)`,
  );
}

try {
  benchDedupe();
  benchLink();
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
