// The ingress over real HTTP, with real signatures and the real inbox: what is answered, what is kept, in which order.
import type http from 'node:http';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InboxWriter } from '../../src/accounts/ports.ts';
import { openInboxWriter } from '../../src/store/inbox-writer.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { now, post, type ServedIngress, serveIngress, signed } from './serve-ingress.ts';

let database: TestDatabase;
let inbox: ReturnType<typeof openInboxWriter>;
let admin: pg.Client;
let served: ServedIngress | undefined;

beforeAll(async () => {
  database = await testDatabase();
  inbox = openInboxWriter({ databaseUrl: database.url, log: { warn: () => undefined } });
  admin = new pg.Client(database.url);
  await admin.connect();
});

afterEach(async () => {
  await served?.close();
  await admin.query('truncate quorum.inbox');
});

afterAll(async () => {
  await admin.end();
  await inbox.close();
  await database.drop();
});

async function serve(writer: InboxWriter, options?: Parameters<typeof serveIngress>[1]): Promise<ServedIngress> {
  served = await serveIngress(writer, options);
  return served;
}

async function kept(): Promise<{ portalId: number; body: string; receivedAt: number }[]> {
  const { rows } = await admin.query('select portal_id, received_at_ms, body from quorum.inbox order by inbox_id');
  return rows.map((row) => ({
    portalId: Number(row.portal_id),
    receivedAt: Number(row.received_at_ms),
    body: row.body.toString('utf8'),
  }));
}

function events(count: number, portalId = 7): string {
  const one = { subscriptionType: 'contact.creation', objectId: 1, portalId, occurredAt: now };
  return JSON.stringify(Array.from({ length: count }, (_, objectId) => ({ ...one, objectId })));
}

describe('a signed batch', () => {
  it('is kept byte for byte, answered 204 and nudged once', async () => {
    const { url, ingress, nudged } = await serve(inbox.writer);
    const body = ` ${events(100)}\n`;
    expect(await post(url, body)).toBe(204);
    expect(await kept()).toEqual([{ portalId: 7, receivedAt: now, body }]);
    await expect.poll(() => nudged).toEqual([7]);
    expect(ingress.counts()).toEqual({ accepted: 1, refused: {}, odd: {}, unavailable: 0 });
  });

  it('may come with any content type, and with a query that is signed as well', async () => {
    const { url } = await serve(inbox.writer);
    const body = events(1);
    const headers = { ...signed(body), 'content-type': 'text/plain' };
    expect(await post(url, body, headers)).toBe(204);
    expect(await post(`${url}?a=1`, body, headers)).toBe(401);
    expect(await post(`${url}?a=1`, body, signed(body, { query: '?a=1' }))).toBe(204);
  });

  it('is in the store before the answer, and the nudge comes after the answer', async () => {
    const order: string[] = [];
    const writer: InboxWriter = {
      append: async (batch) => {
        await inbox.writer.append(batch);
        order.push('kept');
      },
    };
    const { url, server } = await serve(writer, { onNudge: () => order.push('nudged') });
    server.prependListener('request', (_request, response: http.ServerResponse) => {
      response.once('finish', () => order.push('answered'));
    });
    expect(await post(url, events(1))).toBe(204);
    await expect.poll(() => order).toEqual(['kept', 'answered', 'nudged']);
  });
});

describe('what is refused leaves nothing behind', () => {
  const big = `[${'1,'.repeat(600_000)}1]`;
  const body = events(2);
  const cases: {
    name: string;
    status: number;
    reason: string;
    body: string | Buffer;
    headers: Record<string, string>;
  }[] = [
    { name: 'a wrong signature', status: 401, reason: 'wrong', body, headers: signed(`${body} `) },
    {
      name: 'a stale signature',
      status: 401,
      reason: 'stale',
      body,
      headers: signed(body, { timestamp: now - 300_001 }),
    },
    {
      name: 'a signature from the future',
      status: 401,
      reason: 'stale',
      body,
      headers: signed(body, { timestamp: now + 300_001 }),
    },
    { name: 'no signature', status: 401, reason: 'missing', body, headers: {} },
    { name: 'no JSON', status: 400, reason: 'not_json', body: '[{', headers: signed('[{') },
    { name: 'no body', status: 400, reason: 'not_json', body: '', headers: signed('') },
    { name: 'more than 1 MB', status: 413, reason: 'too_large', body: big, headers: signed(big) },
    {
      name: 'a compressed body',
      status: 415,
      reason: 'compressed',
      body: gzipSync(body),
      headers: { ...signed(body), 'content-encoding': 'gzip' },
    },
  ];
  for (const { name, status, reason, body: sent, headers } of cases) {
    it(`${name}: ${status}`, async () => {
      const { url, ingress, nudged } = await serve(inbox.writer);
      expect(await post(url, sent, headers)).toBe(status);
      expect(await kept()).toEqual([]);
      expect(ingress.counts()).toEqual({ accepted: 0, refused: { [reason]: 1 }, odd: {}, unavailable: 0 });
      expect(nudged).toEqual([]);
    });
  }
});

describe('what is odd inside is kept, since a refusal would only come again', () => {
  it.each([
    ['an unknown portal', events(2, 99), 0, 'unknown_portal'],
    ['more than 100 events', events(101), 7, 'over_100'],
    ['no events', '[]', 0, 'no_events'],
    ['no array', '{"a":1}', 0, 'no_events'],
    ['entries that are no objects', '[1,"two",null]', 0, 'unknown_portal'],
    ['a prototype key', '[{"__proto__":{"portalId":7}}]', 0, 'unknown_portal'],
    ['an unknown event', events(1).replace('contact.creation', 'moon.landing'), 7, null],
  ])('%s: 204', async (_name, body, portalId, reason) => {
    const { url, ingress, nudged } = await serve(inbox.writer);
    expect(await post(url, body)).toBe(204);
    expect(await kept()).toEqual([{ portalId, receivedAt: now, body }]);
    expect(ingress.counts().odd).toEqual(reason === null ? {} : { [reason]: 1 });
    await expect.poll(() => nudged).toEqual(portalId === 0 ? [] : [portalId]);
  });

  it('deep nesting is no danger', async () => {
    const { url } = await serve(inbox.writer);
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    expect(await post(url, deep)).toBe(204);
  });

  it('a batch of several portals becomes one row a portal, in order, with nothing lost', async () => {
    const { url, ingress, nudged } = await serve(inbox.writer);
    const mixed = [8, 7, 99, 8, 7].map((portalId, objectId) => ({ portalId, objectId }));
    expect(await post(url, JSON.stringify(mixed))).toBe(204);
    const rows = (await kept()).map(({ portalId, body }) => ({ portalId, events: JSON.parse(body) }));
    expect(rows).toEqual([
      { portalId: 8, events: [mixed[0], mixed[3]] },
      { portalId: 7, events: [mixed[1], mixed[4]] },
      { portalId: 0, events: [mixed[2]] },
    ]);
    await expect.poll(() => nudged).toEqual([8, 7]);
    expect(ingress.counts().odd).toEqual({ unknown_portal: 1, mixed_portals: 1 });
  });
});

describe('without its store', () => {
  it.each([
    ['fails', () => Promise.reject(new Error('down'))],
    ['hangs', () => new Promise<void>(() => undefined)],
  ])('that %s, the ingress answers 503 within a second and acknowledges nothing', async (_how, append) => {
    const { url, ingress, nudged } = await serve({ append }, { appendTimeoutMs: 300 });
    const from = performance.now();
    expect(await post(url, events(1))).toBe(503);
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(ingress.counts()).toEqual({ accepted: 0, refused: {}, odd: {}, unavailable: 1 });
    expect(nudged).toEqual([]);
  });
});

it('logs reasons, never what was sent', async () => {
  const { url, logged } = await serve(inbox.writer);
  const secretBody = JSON.stringify([{ portalId: 99, propertyValue: 'ann.canary@example.com' }]);
  await post(url, secretBody);
  await post(url, secretBody, {});
  await post(url, '{"ann.canary');
  expect(logged).toHaveLength(3);
  expect(logged.join()).not.toContain('canary');
});
