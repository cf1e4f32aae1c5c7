// Tokens at rest: unreadable without their key, useless in another portal, and sealed anew without a pause.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UnreadableGrantError } from '../../src/accounts/access-port.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { grant, tokenKey } from './access-samples.ts';

let database: TestDatabase;
let superuser: pg.Client;
const opened: OpenStores[] = [];

beforeAll(async () => {
  database = await testDatabase();
  superuser = new pg.Client(database.url);
  await superuser.connect();
});
afterAll(async () => {
  await Promise.all(opened.map((stores) => stores.close()));
  await superuser.end();
  await database.drop();
});

async function withKeys(...ids: string[]): Promise<OpenStores> {
  const stores = await createStores({ databaseUrl: database.url, tokenKeys: ids.map(tokenKey) });
  opened.push(stores);
  return stores;
}

const keyIdsOf = async (portalId: number) => {
  const found = await superuser.query<{ access: string; refresh: string }>(
    'select access_key_id as access, refresh_key_id as refresh from quorum.portal_grant where portal_id = $1',
    [portalId],
  );
  return found.rows[0];
};

test('the database holds no token that can be read', async () => {
  const { grants } = await withKeys('a');
  await grants.save(grant(1, { accessToken: 'canary-access', refreshToken: 'canary-refresh' }));
  const found = await superuser.query<{ row: string }>(
    `select portal_grant::text || encode(access_sealed, 'escape') || encode(refresh_sealed, 'escape') as row
     from quorum.portal_grant`,
  );
  expect(found.rows.map(({ row }) => row).join('')).not.toContain('canary');
});

test('the same token is sealed differently each time', async () => {
  const { grants } = await withKeys('a');
  const sealed = new Set<string>();
  for (let time = 0; time < 3; time += 1) {
    await grants.save(grant(2));
    const found = await superuser.query<{ hex: string }>(
      `select encode(access_sealed, 'hex') as hex from quorum.portal_grant where portal_id = 2`,
    );
    sealed.add(found.rows[0]?.hex ?? '');
  }
  expect(sealed.size).toBe(3);
});

const tampering: { what: string; sql: string }[] = [
  {
    what: 'a copy of another portal’s tokens',
    sql: `update quorum.portal_grant as mine set access_sealed = other.access_sealed, refresh_sealed = other.refresh_sealed
          from quorum.portal_grant as other where mine.portal_id = 4 and other.portal_id = 3`,
  },
  {
    what: 'the refresh token in the place of the access token',
    sql: 'update quorum.portal_grant set access_sealed = refresh_sealed where portal_id = 4',
  },
  {
    what: 'a changed byte',
    sql: `update quorum.portal_grant set access_sealed = set_byte(access_sealed, length(access_sealed) - 1,
          get_byte(access_sealed, length(access_sealed) - 1) # 1) where portal_id = 4`,
  },
  {
    what: 'a cut text',
    sql: `update quorum.portal_grant set access_sealed = substr(access_sealed, 1, 20) where portal_id = 4`,
  },
  { what: 'nothing at all', sql: `update quorum.portal_grant set access_sealed = '' where portal_id = 4` },
  { what: 'an unknown key', sql: `update quorum.portal_grant set access_key_id = 'gone' where portal_id = 4` },
];

test.each(tampering)('$what does not open', async ({ sql }) => {
  const { grants } = await withKeys('a');
  await grants.save(grant(3));
  await grants.save(grant(4));
  await superuser.query(sql);
  await expect(grants.load(4)).rejects.toBeInstanceOf(UnreadableGrantError);
  expect(await grants.load(3)).toEqual(grant(3));
});

test('a new key in front seals what is saved next, while the old one opens what is there', async () => {
  const before = await withKeys('old');
  await before.grants.save(grant(5));
  const after = await withKeys('new', 'old');
  const kept = await after.grants.load(5);
  expect(kept).toEqual(grant(5));
  if (kept !== null) await after.grants.save(kept);
  expect(await keyIdsOf(5)).toEqual({ access: 'new', refresh: 'new' });
  const last = await withKeys('new');
  expect(await last.grants.load(5)).toEqual(grant(5));
});

test('while keys are replaced under load, every read and write of every process succeeds', async () => {
  const portals = Array.from({ length: 10 }, (_, index) => 100 + index);
  const first = await withKeys('one');
  for (const portalId of portals) await first.grants.save(grant(portalId));
  // The steps of a rotation: the new key is made known everywhere, then it seals, then the old one goes.
  const rotation = [await withKeys('one', 'two'), await withKeys('two', 'one')];
  const work = rotation.flatMap((stores, turn) =>
    portals.map(async (portalId) => {
      for (let round = 0; round < 10; round += 1) {
        const kept = await stores.grants.load(portalId);
        if (kept === null) throw new Error(`portal ${portalId} lost its grant`);
        await stores.grants.save({ ...kept, accessToken: `access-${portalId}-${turn}-${round}` });
      }
    }),
  );
  await Promise.all(work);
  for (const portalId of portals) {
    const kept = await rotation[1]?.grants.load(portalId);
    expect(kept?.accessToken).toMatch(new RegExp(`^access-${portalId}-\\d-9$`));
    if (kept) await rotation[1]?.grants.save(kept);
  }
  const last = await withKeys('two');
  for (const portalId of portals) expect((await last.grants.load(portalId))?.refreshToken).toBe(`refresh-${portalId}`);
});

test('without a key nothing is kept, and the reason names the setting', async () => {
  const stores = await createStores({ databaseUrl: database.url });
  opened.push(stores);
  await expect(stores.grants.save(grant(6))).rejects.toThrow(/TOKEN_KEYS/);
  expect(await keyIdsOf(6)).toBeUndefined();
});
