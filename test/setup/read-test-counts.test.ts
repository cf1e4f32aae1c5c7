// The last line of `npm test` counts what ran, and takes nothing for passed that did not run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTestCounts } from '../../src/setup/checks.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-counts-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

const cases = [
  { what: 'all passed', files: [file('passed', 'passed', 'passed')], exitCode: 0, passed: 2, failed: 0 },
  { what: 'a test failed', files: [file('failed', 'passed', 'failed')], exitCode: 1, passed: 1, failed: 1 },
  { what: 'a file did not load', files: [file('failed'), file('passed', 'passed')], exitCode: 1, passed: 1, failed: 1 },
  { what: 'a set-up hook failed', files: [file('failed', 'skipped', 'skipped')], exitCode: 1, passed: 0, failed: 1 },
  { what: 'a test was left out', files: [file('passed', 'passed', 'skipped')], exitCode: 0, passed: 1, failed: 1 },
  { what: 'a test is only planned', files: [file('passed', 'passed', 'todo')], exitCode: 0, passed: 1, failed: 1 },
  { what: 'an error came outside of a test', files: [file('passed', 'passed')], exitCode: 1, passed: 1, failed: 1 },
  { what: 'nothing ran', files: [], exitCode: 0, passed: 0, failed: 1 },
];
test.each(cases)('$what: $passed passed, $failed failed', ({ what, files, exitCode, passed, failed }) => {
  const report = path.join(folder, `${what}.json`);
  fs.writeFileSync(report, JSON.stringify({ testResults: files }));
  expect(readTestCounts(report, exitCode)).toMatchObject({ passed, failed });
});

test('a run without a report has failed', () => {
  expect(readTestCounts(path.join(folder, 'missing.json'), 0)).toMatchObject({ passed: 0, failed: 1 });
});
