// The dispatcher of `npm run quorum`, run as a program.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../src/cli/quorum.ts');
const quorum = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

test('--help lists the commands, one line each, on standard output', () => {
  const { status, stdout, stderr } = quorum('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^ {2}doctor +says what is missing or wrong/m);
  expect(stdout).toMatch(/^ {2}link LEFT\.csv RIGHT\.csv +links/m);
});

test('each command that is listed explains itself', () => {
  const names = [...quorum('--help').stdout.matchAll(/^ {2}([a-z-]+) ?.* {3}/gm)].map((match) => match[1] ?? '');
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) {
    const { status, stdout } = quorum(name, '--help');
    expect({ name, status }).toEqual({ name, status: 0 });
    expect(stdout).toContain(name);
  }
});

test.each([
  ['no command', []],
  ['an unknown command', ['frobnicate']],
  ['the name of something every object has', ['constructor']],
])('%s is wrong usage: exit code 2, and nothing on standard output', (_what, args) => {
  const { status, stdout, stderr } = quorum(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('Use: npm run quorum');
});

test('a reader that closes early is no error', async () => {
  const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, said }).toEqual({ code: 0, said: '' });
});
