// package.json keeps its word: each script leads to a file, and each command that people type sets itself up first.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot, readText } from './read-readme.ts';

const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readText('package.json')));

test.each(Object.entries(scripts))('npm run %s leads to files of the project', (_name, script) => {
  const files = [...script.matchAll(/\bnode (\S+)/g)].map((match) => match[1] ?? '');
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !fs.existsSync(path.join(projectRoot, file)))).toEqual([]);
});

// Not in a `pre` script: npm leaves those out where its settings say ignore-scripts. `env` finds the Node that the set-up has just brought
// (a shell remembers where the older one was), `exec` lets a signal to npm reach the program itself.
test.each(['start', 'test', 'quorum'])('npm run %s sets itself up first', (name) => {
  expect(scripts[name]).toMatch(new RegExp(`^node src/setup/prepare\\.mjs ${name} && exec env node \\S+$`));
  expect(scripts).not.toHaveProperty(`pre${name}`);
});

test('the build server runs what everyone runs, and nothing else', () => {
  const lines = readText('.ci/run')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toEqual(['set -euo pipefail', `cd "$(dirname "\${BASH_SOURCE[0]}")/.."`, 'npm test']);
});
