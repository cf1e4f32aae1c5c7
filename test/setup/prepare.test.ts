// The set-up installs what is missing, once, and says in one sentence what keeps it from doing so.
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSuitableNode } from '../../src/setup/provide-node.mjs';
import { type SampleProject, sampleProject } from './sample-project.ts';

let project: SampleProject;
beforeEach(() => {
  project = sampleProject();
  project.letNpmAnswer({ output: '', code: 0 });
});
afterEach(() => project.remove());

test('the packages are installed once, and again when the lock file changes', () => {
  expect(project.prepare()).toMatchObject({ code: 0, said: expect.stringContaining('Installing the packages') });
  expect(project.prepare()).toEqual({ code: 0, said: '' });
  expect(project.npmCalls()).toHaveLength(1);
  const changed = { packages: { '': {}, 'node_modules/one': { version: '1.0.1' } } };
  fs.writeFileSync(path.join(project.folder, 'package-lock.json'), JSON.stringify(changed));
  expect(project.prepare().code).toBe(0);
  expect(project.npmCalls()).toHaveLength(2);
});

test('packages that a developer installed already are not installed again', () => {
  fs.mkdirSync(path.join(project.folder, 'node_modules'));
  const lock = fs.readFileSync(path.join(project.folder, 'package-lock.json'));
  fs.writeFileSync(path.join(project.folder, 'node_modules/.package-lock.json'), lock);
  expect(project.prepare()).toEqual({ code: 0, said: '' });
  expect(project.npmCalls()).toEqual([]);
});

test('an installation that was cut off is begun anew', () => {
  fs.mkdirSync(path.join(project.folder, 'node_modules/one'), { recursive: true });
  expect(project.prepare().code).toBe(0);
  expect(project.npmCalls()).toHaveLength(1);
});

test('no package may run a script of its own', () => {
  project.prepare();
  expect(project.npmCalls()[0]).toMatch(/^ci .*--ignore-scripts/);
});

const failures = [
  {
    cause: 'a missing network',
    output: 'npm error code ENOTFOUND\nnpm error network request failed',
    says: /cannot reach its package registry/,
  },
  {
    cause: 'a registry that refuses',
    output: 'npm error code ECONNREFUSED',
    says: /cannot reach its package registry/,
  },
  {
    cause: 'a full disk',
    output: 'npm error code ENOSPC\nnpm error nospc no space left on device',
    says: /The disk is full\. Free about/,
  },
  { cause: "somebody else's folder", output: 'npm error code EACCES', says: /may not write to .*Run as the owner/ },
  { cause: 'a read-only folder', output: 'npm error code EROFS', says: /may not write to/ },
  {
    cause: 'a lock file that does not fit',
    output: 'npm error code EUSAGE',
    says: /package-lock\.json does not fit package\.json\. Take/,
  },
  {
    cause: 'a package that could not be unpacked',
    output: 'npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left',
    code: 0,
    says: /The disk is full/,
  },
  { cause: 'anything else', output: 'npm error odd thing', says: /npm failed\. It said: npm error odd thing/ },
];
test.each(failures)(
  '$cause is said in one sentence, with the exit code 1, and tried again next time',
  ({ output, says, ...npm }) => {
    project.letNpmAnswer({ output, code: npm.code ?? 1 });
    const { code, said } = project.prepare();
    expect(code).toBe(1);
    expect(said).toMatch(says);
    expect(said).not.toMatch(/ {4}at /);
    project.letNpmAnswer({ output: '', code: 0 });
    expect(project.prepare().code).toBe(0);
    expect(project.npmCalls()).toHaveLength(2);
  },
);

test('a missing npm is said in one sentence', () => {
  const { code, said } = project.prepare({ path: '/nowhere' });
  expect(code).toBe(1);
  expect(said).toMatch(/npm is not on the PATH\. Install it/);
});

describe('two set-ups at once', () => {
  const lockFile = () => path.join(project.folder, '.quorum/set-up.pid');

  test('the second waits for the first', async () => {
    const npm = path.join(project.folder, 'programs/npm');
    const waits = '#!/bin/sh\nwhile [ ! -e go ]; do sleep 0.02; done\n';
    fs.writeFileSync(npm, fs.readFileSync(npm, 'utf8').replace('#!/bin/sh\n', waits));
    const first = project.startPreparing();
    while (!fs.existsSync(lockFile())) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = project.startPreparing();
    await second.untilSays('waiting for it');
    fs.writeFileSync(path.join(project.folder, 'go'), '');
    expect([await first.ended, await second.ended]).toEqual([0, 0]);
    expect(project.npmCalls()).toHaveLength(1);
  });

  test('one that was killed does not hold up the next', () => {
    fs.mkdirSync(path.dirname(lockFile()));
    fs.writeFileSync(lockFile(), '4194304');
    expect(project.prepare().code).toBe(0);
    expect(fs.existsSync(lockFile())).toBe(false);
  });
});

test.each([
  ['18.20.4', false],
  ['20.20.2', false],
  ['22.19.0', false],
  ['22.20.0', true],
  ['23.11.0', false],
  ['24.0.0', true],
  ['26.1.0', true],
  [undefined, false],
])('Node %s is suitable: %s', (version, isSuitable) => {
  expect(isSuitableNode(version)).toBe(isSuitable);
});
