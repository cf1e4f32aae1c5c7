// One renewal a portal, ahead of the token's end, whatever the number of callers and processes.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IssuedTokens } from '../../src/accounts/access-port.ts';
import { CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { portalAccessTokens } from '../../src/accounts/refresh-access.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { grant, tokenKey } from '../store/access-samples.ts';
import { noon, portalDetails } from '../store/samples.ts';

let database: TestDatabase;
let processes: OpenStores[];
let portalId = 700;
let clock = noon;
const minuteMs = 60_000;

beforeAll(async () => {
  database = await testDatabase();
  const options = { databaseUrl: database.url, tokenKeys: [tokenKey('a')] };
  processes = [await createStores(options), await createStores(options)];
});
afterAll(async () => {
  await Promise.all(processes.map((stores) => stores.close()));
  await database.drop();
});
beforeEach(async () => {
  portalId += 1;
  clock = noon;
  await stores().portals.connect(portalDetails(portalId));
  await stores().portals.setState(portalId, 'ready');
  await stores().grants.save(grant(portalId));
});

function stores(index = 0): OpenStores {
  const found = processes[index];
  if (found === undefined) throw new Error('There is no such process.');
  return found;
}

/** HubSpot's token endpoint, with what it answers and how long that takes. */
function issuer(answer: (turn: number) => IssuedTokens | Error, afterMs = 30) {
  const asked: string[] = [];
  return {
    asked,
    async refresh(refreshToken: string): Promise<IssuedTokens> {
      asked.push(refreshToken);
      const turn = asked.length;
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const given = answer(turn);
      if (given instanceof Error) throw given;
      return given;
    },
  };
}

const renewed = (turn: number): IssuedTokens => ({
  accessToken: `renewed-${turn}`,
  refreshToken: `next-${turn}`,
  expiresInSeconds: 1_800,
});

const tokensOf = (hubspot: ReturnType<typeof issuer>, index = 0) =>
  portalAccessTokens({ stores: stores(index), issuer: hubspot, now: () => clock });

test('fifty callers in two processes with an ended token cause one renewal, and all get the new token', async () => {
  const hubspot = issuer(renewed);
  clock = noon + 31 * minuteMs;
  const both = [tokensOf(hubspot, 0), tokensOf(hubspot, 1)];
  const given = await Promise.all(Array.from({ length: 50 }, (_, index) => both[index % 2]?.accessToken(portalId)));
  expect(new Set(given)).toEqual(new Set(['renewed-1']));
  expect(hubspot.asked).toEqual([`refresh-${portalId}`]);
  expect(await stores().grants.load(portalId)).toMatchObject({
    accessToken: 'renewed-1',
    refreshToken: 'next-1',
    expiresAt: clock + 30 * minuteMs,
  });
});

test('fifty callers whose token HubSpot refused cause one renewal as well', async () => {
  const hubspot = issuer(renewed);
  const both = [tokensOf(hubspot, 0), tokensOf(hubspot, 1)];
  const refused = `access-${portalId}`;
  const given = await Promise.all(
    Array.from({ length: 50 }, (_, index) => both[index % 2]?.accessToken(portalId, refused)),
  );
  expect(new Set(given)).toEqual(new Set(['renewed-1']));
  expect(hubspot.asked).toHaveLength(1);
});

test('one portal waits for nothing of another', async () => {
  const other = portalId + 10_000;
  await stores().portals.connect(portalDetails(other));
  await stores().grants.save(grant(other));
  const hubspot = issuer(renewed);
  clock = noon + 31 * minuteMs;
  const tokens = tokensOf(hubspot);
  await Promise.all([tokens.accessToken(portalId), tokens.accessToken(other)]);
  expect(hubspot.asked.sort()).toEqual([`refresh-${portalId}`, `refresh-${other}`].sort());
});

const ages: { after: number; renewals: number }[] = [
  { after: 0, renewals: 0 },
  { after: 24 * minuteMs, renewals: 0 },
  { after: 26 * minuteMs, renewals: 1 },
  { after: 40 * minuteMs, renewals: 1 },
];

test.each(ages)('$after ms after it was given, the token is renewed $renewals times', async ({ after, renewals }) => {
  const hubspot = issuer(renewed);
  clock = noon + after;
  const tokens = tokensOf(hubspot);
  await tokens.accessToken(portalId);
  await tokens.accessToken(portalId);
  expect(hubspot.asked).toHaveLength(renewals);
});

test('while HubSpot is away a token that has some minutes left is still used, an ended one is not', async () => {
  const away = issuer(() => new CrmUnavailableError('away', { retryAfterMs: 1_000 }), 0);
  clock = noon + 27 * minuteMs;
  expect(await tokensOf(away).accessToken(portalId)).toBe(`access-${portalId}`);
  clock = noon + 31 * minuteMs;
  await expect(tokensOf(away).accessToken(portalId)).rejects.toBeInstanceOf(CrmUnavailableError);
  expect((await stores().portals.find(portalId))?.state).toBe('ready');
});

test('access that was taken back disconnects the portal once, is told once, and no call goes out any more', async () => {
  const hubspot = issuer(() => new PortalDisconnectedError('revoked'));
  clock = noon + 31 * minuteMs;
  const both = [tokensOf(hubspot, 0), tokensOf(hubspot, 1)];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) => both[index % 2]?.accessToken(portalId)),
  );
  for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected' });
  const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : null));
  for (const reason of reasons) expect(reason).toBeInstanceOf(PortalDisconnectedError);
  await expect(both[1]?.accessToken(portalId)).rejects.toBeInstanceOf(PortalDisconnectedError);
  expect(hubspot.asked.length).toBe(1);
  expect((await stores().portals.find(portalId))?.state).toBe('disconnected');
  expect(await stores().grants.load(portalId)).toBeNull();
  expect(await stores().faults.last(portalId, 10)).toHaveLength(1);
  const all = { who: null, what: null, from: null, until: null, before: null, limit: 10 };
  expect((await stores().audit.list(portalId, all)).map(({ what }) => what)).toEqual(['access_lost']);
});

test('a portal that was connected again while its old access was refused keeps the new one', async () => {
  const hubspot = {
    refresh: async (): Promise<IssuedTokens> => {
      await stores().grants.save(
        grant(portalId, { accessToken: 'reinstalled', refreshToken: 'new', expiresAt: clock + 30 * minuteMs }),
      );
      throw new PortalDisconnectedError('revoked');
    },
  };
  clock = noon + 31 * minuteMs;
  const tokens = portalAccessTokens({ stores: stores(), issuer: hubspot, now: () => clock });
  expect(await tokens.accessToken(portalId)).toBe('reinstalled');
  expect((await stores().portals.find(portalId))?.state).toBe('ready');
});

test('a portal connected again by another process is noticed', async () => {
  const hubspot = issuer(renewed);
  const tokens = tokensOf(hubspot);
  await tokens.accessToken(portalId);
  await stores(1).grants.save(grant(portalId, { accessToken: 'elsewhere' }));
  expect(await tokens.accessToken(portalId)).toBe(`access-${portalId}`);
  tokens.forget(portalId);
  expect(await tokens.accessToken(portalId)).toBe('elsewhere');
  await stores(1).grants.save(grant(portalId, { accessToken: 'again' }));
  clock = noon + 2 * minuteMs;
  expect(await tokens.accessToken(portalId)).toBe('again');
});
