// `quorum hubspot-app` writes a project that HubSpot's tool can upload, or says what it lacks.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hubspotAppCommand } from '../../src/cli/hubspot-app-command.ts';
import { runCommand } from '../harness/run-command.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-app-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('the project of this installation stands in the folder, a second time the same', async () => {
  const args = [path.join(folder, 'app'), '--url', 'https://quorum.example.com/', '--json'];
  const first = await runCommand(hubspotAppCommand, args);
  expect(first.code).toBe(0);
  const { files } = JSON.parse(first.stdout);
  expect(files).toContain('hsproject.json');
  const read = () => files.map((name: string) => fs.readFileSync(path.join(folder, 'app', name), 'utf8'));
  const before = read();
  expect(before.join('')).toContain('https://quorum.example.com/oauth/callback');
  expect(before.join('')).not.toContain('example.com//');
  expect(await runCommand(hubspotAppCommand, args)).toEqual(first);
  expect(read()).toEqual(before);
});

test.each([
  { args: [], says: 'one folder' },
  { args: ['a', 'b'], says: 'one folder' },
  { args: ['a'], says: '--url' },
  { args: ['a', '--url', 'http://quorum.example.com'], says: 'https://' },
  { args: ['a', '--url', 'https://quorum.example.com', '--auth', 'basic'], says: 'oauth or static' },
  { args: ['a', '--nothing'], says: 'does not know' },
])('wrong usage $args says what is wrong', async ({ args, says }) => {
  const { code, stdout, stderr } = await runCommand(hubspotAppCommand, args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
});

test('a folder that cannot be written to is said, and nothing is claimed', async () => {
  const file = path.join(folder, 'file');
  fs.writeFileSync(file, '');
  const { code, stdout, stderr } = await runCommand(hubspotAppCommand, [file, '--url', 'https://quorum.example.com']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('could not be written');
});
