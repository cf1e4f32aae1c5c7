// package.json keeps its word: each script leads to a file, and each command that people type sets itself up first.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot, readText } from './read-readme.ts';

const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readText('package.json')));

test.each(Object.entries(scripts))('npm run %s leads to a file of the project', (_name, script) => {
  const file = /^node (\S+)/.exec(script)?.[1];
  expect(file).toBeDefined();
  expect(fs.existsSync(path.join(projectRoot, file ?? ''))).toBe(true);
});

test.each(['start', 'test', 'quorum'])('npm run %s sets itself up first', (name) => {
  expect(scripts[`pre${name}`]).toBe(`node src/setup/prepare.mjs ${name}`);
});

test('the build server runs what everyone runs, and nothing else', () => {
  const lines = readText('.ci/run')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toEqual(['set -euo pipefail', `cd "$(dirname "\${BASH_SOURCE[0]}")/.."`, 'npm test']);
});
