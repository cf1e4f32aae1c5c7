import { expect, inject, test } from 'vitest';
import { probeDatabase } from '../../src/store/probe-database.ts';

test('a database is reported with its version and whether schemas can be made', async () => {
  expect(await probeDatabase(inject('postgresUrl'))).toEqual({
    isReachable: true,
    version: expect.stringMatching(/^\d+/),
    versionNumber: expect.any(Number),
    canCreate: true,
  });
});

test.each([
  ['that is not there', 'postgres://me:swordfish@127.0.0.1:1/none', /ECONNREFUSED/],
  ['whose address is none', 'postgres://[', /./],
])('a database %s is an answer without its password, not an error', async (_what, url, reason) => {
  const probe = await probeDatabase(url);
  expect(probe).toEqual({ isReachable: false, reason: expect.stringMatching(reason) });
  expect(JSON.stringify(probe)).not.toContain('swordfish');
});
