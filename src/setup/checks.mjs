// The checks of `npm test`: what is run, and how many files each says it has read.
import fs from 'node:fs';
import path from 'node:path';

export const resultsFile = '.quorum/test-results.json';

const tsc = 'node_modules/typescript/bin/tsc';

/** In order of what they cost. `readFileCount` gives the number of our own files that the check has read, from its output. */
export const staticChecks = [
  {
    name: 'types of the service',
    args: [tsc, '--noEmit', '--listFiles', '-p', 'tsconfig.json'],
    readFileCount: countListed,
    withoutFileList,
  },
  {
    name: 'types of the pages',
    args: [tsc, '--noEmit', '--listFiles', '-p', 'src/ui/tsconfig.json'],
    readFileCount: countListed,
    withoutFileList,
  },
  {
    name: 'lint and format',
    args: ['node_modules/@biomejs/biome/bin/biome', 'check', '.', '--error-on-warnings', '--colors=off'],
    readFileCount: (output) => numberIn(output, /Checked (\d+) files?/),
  },
  {
    name: 'import rings',
    args: ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', 'src', 'webhooks', 'jobs', 'test'],
    readFileCount: (output) => numberIn(output, /(\d+) modules/),
  },
  {
    name: 'dead code',
    args: [
      'node_modules/knip/bin/knip.js',
      '--no-progress',
      '--reporter=symbols',
      '--reporter=./src/setup/knip-reporter.mjs',
    ],
    readFileCount: (output) => numberIn(output, /Knip read (\d+) files/),
  },
];

/** @param {string} root the project folder */
export function testCommand(root) {
  fs.rmSync(path.join(root, resultsFile), { force: true });
  return [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultsFile}`,
  ];
}

/**
 * Counts the tests in vitest's JSON report. A file that did not load, a test that was left out, a run without tests and an
 * error outside of any test count as failed.
 * @param {string} file
 * @param {number} exitCode vitest's own
 * @returns {{ passed: number, failed: number, files: number, problems: string[] }}
 */
export function readTestCounts(file, exitCode) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, files: 0, problems: ['Vitest ended without a report.'] };
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  const count = (files, statuses) =>
    files.flatMap((each) => each.assertionResults).filter((test) => statuses.includes(test.status)).length;
  const passed = count(report.testResults, ['passed']);
  const failedTests = count(report.testResults, ['failed']);
  const loaded = report.testResults.filter((each) => each.status === 'passed');
  const leftOut = count(loaded, ['pending', 'skipped', 'todo', 'disabled']);
  const unloaded = report.testResults.filter(
    (each) => each.status === 'failed' && each.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const problems = [];
  if (leftOut > 0) problems.push(`${leftOut} tests were left out: take .skip, .only and .todo away.`);
  if (passed + failedTests === 0) problems.push('No test ran.');
  let failed = failedTests + leftOut + unloaded;
  if (failed === 0 && (exitCode !== 0 || passed === 0)) {
    failed = 1;
    problems.push(`Vitest ended with ${exitCode}.`);
  }
  return { passed, failed, files: report.testResults.length, problems };
}

function numberIn(output, pattern) {
  return Number(pattern.exec(output)?.[1] ?? 0);
}

/** tsc --listFiles prints the path of every file it read; those in node_modules are not ours. */
function countListed(output, root) {
  const listed = output.split('\n').filter((line) => line.startsWith(`${root}${path.sep}`));
  return listed.filter((line) => !line.includes(`${path.sep}node_modules${path.sep}`)).length;
}

function withoutFileList(output) {
  return output
    .split('\n')
    .filter((line) => !path.isAbsolute(line))
    .join('\n');
}
