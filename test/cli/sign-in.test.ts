// The operator's way to let an administrator in, as a program with the service's settings.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEntryToken } from '../../src/http/entry-token.ts';
import { entryKeysOf } from '../../src/wiring/token-keys.ts';

const program = path.resolve(import.meta.dirname, '../../src/cli/quorum.ts');
const key = Buffer.alloc(32, 3);
const real = {
  HUBSPOT_ACCESS_TOKEN: 'canary-token',
  HUBSPOT_CLIENT_SECRET: 'canary-secret',
  HUBSPOT_APP_ID: '7',
  PUBLIC_URL: 'https://quorum.example.test/',
};
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-sign-in-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function signIn(args: string[], env: Record<string, string>) {
  const given = { PATH: process.env.PATH ?? '', DATA_DIR: folder, ...env };
  return spawnSync(process.execPath, [program, 'sign-in', ...args], { encoding: 'utf8', env: given });
}

test('it prints one link, for the portal and the user given, that the service takes', () => {
  const env = { ...real, TOKEN_KEYS: `a:${key.toString('base64')}` };
  const { status, stdout, stderr } = signIn(['--portal', '62515', '--user', 'ann', '--json'], env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const url = new URL(JSON.parse(stdout).url);
  expect(url.origin + url.pathname).toBe('https://quorum.example.test/enter');
  const token = url.searchParams.get('token') ?? '';
  const read = readEntryToken(entryKeysOf([{ id: 'a', key }]), { token, now: Date.now() });
  expect(read).toMatchObject({ outcome: 'ok', entry: { portalId: 62515, userId: 'ann', isAdmin: true, to: '/' } });
});

test('without keys in the environment it uses the machine’s own, which only its owner may read', () => {
  const { status, stdout } = signIn(['--portal', '1', '--member'], real);
  expect(status).toBe(0);
  const file = path.join(folder, 'token-key.json');
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  const kept = JSON.parse(fs.readFileSync(file, 'utf8'));
  const keys = entryKeysOf([{ id: kept.id, key: Buffer.from(kept.key, 'base64') }]);
  const token = new URL(stdout.trim()).searchParams.get('token') ?? '';
  expect(readEntryToken(keys, { token, now: Date.now() })).toMatchObject({ entry: { isAdmin: false } });
});

const wrong: { what: string; args: string[]; env: Record<string, string>; status: number; says: string }[] = [
  { what: 'no portal', args: [], env: real, status: 2, says: '--portal' },
  { what: 'a portal that is no number', args: ['--portal', 'x'], env: real, status: 2, says: '--portal' },
  { what: 'an odd user', args: ['--portal', '1', '--user', 'a b'], env: real, status: 2, says: '--user' },
  { what: 'the sandbox portal', args: ['--portal', '1'], env: {}, status: 1, says: 'sandbox' },
  {
    what: 'keys that are none',
    args: ['--portal', '1'],
    env: { ...real, TOKEN_KEYS: 'a:canary' },
    status: 1,
    says: 'TOKEN_KEYS',
  },
];

test.each(wrong)('$what is told', ({ args, env, status, says }) => {
  const ran = signIn(args, env);
  expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status, stdout: '' });
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).not.toContain('canary');
});
