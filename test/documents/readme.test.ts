// The README keeps its word. In its ```sh blocks stand real commands: every `npm run quorum -- …` is run as it is written, in the project
// folder, with files that are in the project; npm's other scripts and the settings must exist; anything else must be one of `byHand`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anchors, localLinks, projectRoot, readText, shellCommands } from './read-readme.ts';

const readme = readText('README.md');
const commands = shellCommands(readme);
const scripts = Object.keys(
  z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readText('package.json'))).scripts,
);
const settings = [...readText('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((match) => match[1] ?? '');

/** What a reader does outside of npm. */
const byHand = /^(git clone|cd|export|curl|docker) /;
const assignments = /^((?:export )?(?:[A-Z][A-Z_]*=\S* ?)+)/;
const commandTimeoutMs = 110_000;

describe('commands that are run as written', () => {
  const runnable = commands.filter(
    (command) => command.startsWith('npm run quorum -- ') || command.startsWith('npm run -s quorum -- '),
  );

  test('the README shows some', () => {
    expect(runnable.length).toBeGreaterThan(1);
  });

  test.each(runnable)(
    '%s',
    (command) => {
      const home = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-readme-'));
      const env = {
        PATH: process.env.PATH,
        HOME: home,
        DATA_DIR: path.join(home, 'data'),
        PORT: '0',
        SANDBOX_PORT: '0',
      };
      const run = spawnSync('sh', ['-c', command], {
        cwd: projectRoot,
        env,
        encoding: 'utf8',
        timeout: commandTimeoutMs,
      });
      fs.rmSync(home, { recursive: true });
      expect({ status: run.status, errors: run.status === 0 ? '' : run.stderr }).toEqual({ status: 0, errors: '' });
    },
    120_000,
  );
});

test('the two commands are there', () => {
  expect(commands).toEqual(expect.arrayContaining(['npm start', 'npm test']));
});

test('every script of npm that is named exists', () => {
  const named = [...readme.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test('every setting that a command sets is one that config reads', () => {
  const set = commands.flatMap((command) => [...(assignments.exec(command)?.[1] ?? '').matchAll(/([A-Z][A-Z_]*)=/g)]);
  expect(settings.length).toBeGreaterThan(5);
  expect(set.map((match) => match[1]).filter((name) => name !== undefined && !settings.includes(name))).toEqual([]);
});

test('a command is run, is a script of npm, or is done by hand', () => {
  const unknown = commands.filter((command) => {
    const bare = command.replace(assignments, '');
    return bare !== '' && !/^npm (start|test|run|ci)\b/.test(bare) && !byHand.test(command);
  });
  expect(unknown).toEqual([]);
});

test('every link leads to a file of the project or to a heading of the page', () => {
  const known = anchors(readme);
  const dead = localLinks(readme).filter((link) =>
    link.startsWith('#')
      ? !known.includes(link.slice(1))
      : !fs.existsSync(path.join(projectRoot, link.split('#')[0] ?? '')),
  );
  expect(dead).toEqual([]);
});

test('every room has its place on the map', () => {
  const folders = fs
    .readdirSync(path.join(projectRoot, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => `src/${name}`).filter((room) => !readme.includes(room))).toEqual([]);
});
