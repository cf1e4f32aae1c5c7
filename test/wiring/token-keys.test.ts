// Which keys seal tokens: those of the environment, else one made on this machine once.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { entryKeysOf, readTokenKeys } from '../../src/wiring/token-keys.ts';

let dataDir: string;
const encoded = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const oauth = {
  HUBSPOT_CLIENT_ID: 'id',
  HUBSPOT_CLIENT_SECRET: 'one, two',
  HUBSPOT_APP_ID: '7',
  PUBLIC_URL: 'https://q.test',
};

beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-keys-'));
});
afterEach(() => fs.rmSync(dataDir, { recursive: true }));

test('the keys of the environment come in their order, and no file is made', () => {
  const { tokenKeys } = readConfig({ TOKEN_KEYS: `new:${encoded(1)}, old:${encoded(2)}` });
  expect(tokenKeys).toEqual([
    { id: 'new', key: Buffer.alloc(32, 1) },
    { id: 'old', key: Buffer.alloc(32, 2) },
  ]);
  expect(readTokenKeys({ tokenKeys, dataDir })).toBe(tokenKeys);
  expect(fs.readdirSync(dataDir)).toEqual([]);
});

test('without any, a key is made once, for its owner alone', () => {
  const first = readTokenKeys({ tokenKeys: [], dataDir });
  expect(first).toHaveLength(1);
  expect(first[0]?.key).toHaveLength(32);
  expect(readTokenKeys({ tokenKeys: [], dataDir })).toEqual(first);
  expect(fs.readdirSync(dataDir)).toEqual(['token-key.json']);
  expect(fs.statSync(path.join(dataDir, 'token-key.json')).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '{"id":"a","key":"c2hvcnQ="}', '{"id":"a"}'])(
  'a file that holds %j is told, and kept',
  (content) => {
    const file = path.join(dataDir, 'token-key.json');
    fs.writeFileSync(file, content);
    expect(() => readTokenKeys({ tokenKeys: [], dataDir })).toThrow(ConfigError);
    expect(fs.readFileSync(file, 'utf8')).toBe(content);
  },
);

test('signing keys are others than sealing keys, one for each', () => {
  const keys = [
    { id: 'a', key: Buffer.alloc(32, 1) },
    { id: 'b', key: Buffer.alloc(32, 2) },
  ];
  const signing = entryKeysOf(keys);
  expect(signing.map(({ id }) => id)).toEqual(['a', 'b']);
  const all = [...keys, ...signing].map(({ key }) => key.toString('hex'));
  expect(new Set(all).size).toBe(4);
});

const refused: { what: string; environment: Record<string, string>; says: string }[] = [
  { what: 'a key that is too short', environment: { TOKEN_KEYS: 'a:c2hvcnQ=' }, says: 'TOKEN_KEYS' },
  { what: 'a key without a name', environment: { TOKEN_KEYS: encoded(1) }, says: 'TOKEN_KEYS' },
  { what: 'two keys of one name', environment: { TOKEN_KEYS: `a:${encoded(1)},a:${encoded(2)}` }, says: 'same ID' },
  { what: 'an own database without keys', environment: { ...oauth, DATABASE_URL: 'postgres://x' }, says: 'TOKEN_KEYS' },
  {
    what: 'a client id alone',
    environment: { HUBSPOT_CLIENT_ID: 'id' },
    says: 'HUBSPOT_CLIENT_SECRET, HUBSPOT_APP_ID, PUBLIC_URL',
  },
  {
    what: 'a token without its app',
    environment: { HUBSPOT_ACCESS_TOKEN: 't', PUBLIC_URL: 'https://q.test' },
    says: 'HUBSPOT_CLIENT_SECRET',
  },
  { what: 'a sandbox for everybody', environment: { HOST: '0.0.0.0' }, says: 'nobody signs in' },
  { what: 'a sandbox on another address', environment: { HOST: '::' }, says: 'nobody signs in' },
];

test.each(refused)('$what is refused in words that repeat no secret', ({ environment, says }) => {
  expect(() => readConfig(environment)).toThrow(ConfigError);
  expect(() => readConfig(environment)).toThrow(says);
  try {
    readConfig(environment);
  } catch (error) {
    expect(String(error)).not.toContain(encoded(1));
  }
});

test('a client id stands for portals connected by consent, an access token for one portal', () => {
  expect(readConfig(oauth).hubspot).toEqual({
    accessToken: undefined,
    clientId: 'id',
    clientSecrets: ['one', 'two'],
    appId: 7,
  });
  expect(readConfig({ ...oauth, HUBSPOT_ACCESS_TOKEN: 't' }).hubspot?.accessToken).toBe('t');
  expect(readConfig({}).hubspot).toBeUndefined();
  for (const HOST of ['127.0.0.1', '127.0.0.2', '::1', 'localhost']) expect(readConfig({ HOST }).host).toBe(HOST);
  expect(readConfig({ ...oauth, HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
});
