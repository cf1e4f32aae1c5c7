// The mirror follows the CRM: the first copy, and what webhooks tell, on a real PostgreSQL and a CRM in memory.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { backfillPortal } from '../../src/accounts/backfill-portal.ts';
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { type CrmRecord, CrmRefusedError, CrmUnavailableError, type MirroredType } from '../../src/accounts/crm.ts';
import { drainInbox } from '../../src/accounts/drain-inbox.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import type { Notification, NotificationReader } from '../../src/accounts/notification.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type FakeCrm, fakeCrm } from '../fakes/fake-crm.ts';
import { type FakeQueue, fakeQueue } from '../fakes/fake-queue.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

let database: TestDatabase;
let stores: OpenStores;
let portals = 100;
let crm: FakeCrm;
let queue: FakeQueue;
let context: SyncContext;
const now = () => Date.UTC(2026, 10, 24);

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

beforeEach(async () => {
  portals += 1;
  crm = fakeCrm(portals);
  queue = fakeQueue();
  const portal = await connectPortal({ crm, stores, queue, manifest: parseManifest(manifest), appId: 5, now: now() });
  context = { portal, crm, stores, queue, manifest: parseManifest(manifest), now };
  fill();
});

const primary = [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' }];

function put(type: MirroredType, id: string, properties: CrmRecord['properties'] = {}, updatedAt = 1_000): void {
  crm.put({ type, id, properties, createdAt: 500, updatedAt, archived: false });
}

function join(fromType: MirroredType, fromId: string, toType: MirroredType, toId: string): void {
  crm.associate({ fromType, fromId, toType, toId, types: primary });
}

/** Two companies, three people, a deal with a line item, a meeting. */
function fill(): void {
  crm.owners = [{ ownerId: '1', name: 'Owner', email: null, archived: false }];
  for (const id of ['10', '11']) put('companies', id, { name: `Company ${id}` });
  for (const id of ['20', '21', '22']) put('contacts', id, { lastname: `Person ${id}` });
  put('deals', '30', { amount: '5' });
  put('line_items', '40', { amount: '5' });
  put('meetings', '50', { hs_meeting_start_time: '900' });
  join('contacts', '20', 'companies', '10');
  join('contacts', '21', 'companies', '10');
  join('contacts', '22', 'companies', '11');
  join('deals', '30', 'companies', '10');
  join('deals', '30', 'line_items', '40');
  join('meetings', '50', 'contacts', '20');
}

const read: NotificationReader = (body) => {
  const told: { notifications: Notification[]; echoes?: number; fails?: boolean } = JSON.parse(body.toString());
  if (told.fails) throw new RangeError('poison');
  return { notifications: told.notifications, echoes: told.echoes ?? 0, ignored: 0, odd: [] };
};

async function tell(...notifications: Notification[]): Promise<void> {
  await keep({ notifications });
  await drain();
}

function keep(batch: unknown): Promise<void> {
  const { portalId } = context.portal;
  return stores.inboxWriter.append({ portalId, receivedAt: now(), body: Buffer.from(JSON.stringify(batch)) });
}

function drain(isLastAttempt = false) {
  return drainInbox(context, { readNotifications: read, own: { appId: 5, properties: new Set() }, isLastAttempt });
}

async function peopleOf(accountId: string): Promise<string[]> {
  const account = await stores.mirror.loadAccount(context.portal.portalId, accountId);
  return account?.contacts.map((contact) => contact.id) ?? [];
}

async function dirty(): Promise<Record<string, boolean>> {
  const marks = await stores.dirtyAccounts.list(context.portal.portalId, 100);
  return Object.fromEntries(marks.map((mark) => [mark.accountId, mark.value]));
}

async function clearDirty(): Promise<void> {
  const { portalId } = context.portal;
  await stores.dirtyAccounts.clear(portalId, await stores.dirtyAccounts.list(portalId, 1_000));
}

test('the first copy holds everything, asks for maps once people are there, and leaves the portal ready', async () => {
  await backfillPortal(context);
  const { portalId } = context.portal;
  expect(await stores.mirror.counts(portalId)).toMatchObject({
    companies: 2,
    contacts: 3,
    deals: 1,
    line_items: 1,
    meetings: 1,
  });
  expect((await stores.portals.find(portalId))?.state).toBe('ready');
  expect((await stores.progress.load(portalId)).every((step) => step.state === 'done')).toBe(true);
  expect(await dirty()).toEqual({ '10': true, '11': true });
  const firstMaps = queue.asked.findIndex((asked) => asked.job === 'rebuild');
  const firstValues = queue.asked.findIndex((asked) => asked.job === 'revalue');
  expect(firstMaps).toBeGreaterThan(-1);
  expect(firstMaps).toBeLessThan(firstValues);
});

test('the properties are made after the people are there, and nothing is written before the copy is complete', async () => {
  await backfillPortal(context);
  const made = crm.calls.indexOf('provision');
  expect(made).toBeGreaterThan(crm.calls.indexOf('list contacts'));
  expect(await stores.progress.load(context.portal.portalId)).toContainEqual(
    expect.objectContaining({ step: 'properties', state: 'done' }),
  );
  expect(crm.written).toEqual([]);
});

test('a copy that was killed goes on from its last checkpoint and ends equal', async () => {
  crm.pageSize = 1;
  let isKilled = false;
  crm.beforeCall = (call) => {
    if (call === 'list deals' && !isKilled) {
      isKilled = true;
      throw new CrmUnavailableError('killed', { retryAfterMs: 1 });
    }
  };
  await expect(backfillPortal(context)).rejects.toThrow('killed');
  crm.calls.length = 0;
  await backfillPortal(context);
  expect(crm.calls).not.toContain('list contacts');
  expect(await stores.mirror.counts(context.portal.portalId)).toMatchObject({ companies: 2, contacts: 3, deals: 1 });
});

test('a source that the portal refuses is switched off visibly, and the rest is copied', async () => {
  crm.beforeCall = (call) => {
    if (call === 'list line_items') throw new CrmRefusedError('no', { status: 403, category: 'MISSING_SCOPES' });
  };
  await backfillPortal(context);
  const steps = await stores.progress.load(context.portal.portalId);
  expect(steps.find((step) => step.step === 'line_items')).toMatchObject({
    state: 'unavailable',
    reason: '403 MISSING_SCOPES',
  });
  expect(await stores.mirror.counts(context.portal.portalId)).toMatchObject({ companies: 2, meetings: 1 });
  expect(await stores.faults.last(context.portal.portalId, 5)).toHaveLength(1);
});

test('a change is read from the CRM, not from the webhook, and marks the account it bears on', async () => {
  await backfillPortal(context);
  await clearDirty();
  put('deals', '30', { amount: '77' }, 2_000);
  await tell({ kind: 'changed', type: 'deals', id: '30', properties: ['amount'], occurredAt: 1 });
  const account = await stores.mirror.loadAccount(context.portal.portalId, '10');
  expect(account?.deals[0]?.properties.amount).toBe('77');
  expect(await dirty()).toEqual({ '10': true });
});

test('a person who moves marks both maps', async () => {
  await backfillPortal(context);
  await clearDirty();
  crm.dissociate({ fromType: 'contacts', fromId: '20', toType: 'companies', toId: '10' });
  join('contacts', '20', 'companies', '11');
  await tell({
    kind: 'associated',
    fromType: 'contacts',
    fromId: '20',
    toType: 'companies',
    toId: '11',
    occurredAt: 1,
  });
  expect(await dirty()).toEqual({ '10': false, '11': false });
  expect(await peopleOf('10')).toEqual(['21']);
  expect(await peopleOf('11')).toEqual(['20', '22']);
});

test('a merge leaves one person, under the old and the new id', async () => {
  await backfillPortal(context);
  crm.merge('contacts', '20', '21');
  put('contacts', '21', { lastname: 'Person 21' }, 2_000);
  await tell(
    { kind: 'deleted', type: 'contacts', id: '20', occurredAt: 2 },
    { kind: 'merged', type: 'contacts', survivorId: '21', mergedIds: ['20'], occurredAt: 1 },
  );
  expect(await peopleOf('10')).toEqual(['21']);
  expect(await stores.mirror.resolveAliases(context.portal.portalId, 'contacts', ['20'])).toEqual(
    new Map([['20', '21']]),
  );
});

test('what is gone from the CRM is gone from the map', async () => {
  await backfillPortal(context);
  crm.remove('contacts', '20');
  await tell({ kind: 'deleted', type: 'contacts', id: '20', occurredAt: 1 });
  expect(await peopleOf('10')).toEqual(['21']);
});

test('an erased person leaves no trace and does not come back with a late change', async () => {
  await backfillPortal(context);
  await tell({ kind: 'erased', type: 'contacts', id: '20', occurredAt: 1 });
  await tell({ kind: 'changed', type: 'contacts', id: '20', properties: ['lastname'], occurredAt: 2 });
  expect(await peopleOf('10')).toEqual(['21']);
});

test('a repeat, a shuffle or a second run changes nothing', async () => {
  await backfillPortal(context);
  put('contacts', '21', { lastname: 'New name' }, 2_000);
  const change: Notification = { kind: 'changed', type: 'contacts', id: '21', properties: ['lastname'], occurredAt: 9 };
  await tell(change, change);
  const once = await stores.mirror.loadAccount(context.portal.portalId, '10');
  await tell(change);
  expect(await stores.mirror.loadAccount(context.portal.portalId, '10')).toEqual(once);
});

test('echoes end in the inbox: nothing is read and nothing is marked', async () => {
  await backfillPortal(context);
  await clearDirty();
  crm.calls.length = 0;
  await keep({ notifications: [], echoes: 3 });
  await drain();
  expect(crm.calls).toEqual([]);
  expect(await dirty()).toEqual({});
  expect(await stores.inbox.counts(context.portal.portalId)).toMatchObject({ pending: 0, done: 1, echoes: 3 });
});

test('a batch stays pending while the CRM is away, and is applied when it is back', async () => {
  await backfillPortal(context);
  put('deals', '30', { amount: '88' }, 3_000);
  crm.beforeCall = () => {
    throw new CrmUnavailableError('away', { retryAfterMs: 1 });
  };
  await expect(
    tell({ kind: 'changed', type: 'deals', id: '30', properties: ['amount'], occurredAt: 1 }),
  ).rejects.toThrow('away');
  await expect(drain(true)).rejects.toThrow('away');
  expect(await stores.inbox.counts(context.portal.portalId)).toMatchObject({ pending: 1, quarantined: 0 });
  crm.beforeCall = () => undefined;
  await drain();
  expect(await stores.inbox.counts(context.portal.portalId)).toMatchObject({ pending: 0, done: 1 });
});

test('a poison batch is put aside at the last attempt, with a reason, and what follows is applied', async () => {
  await backfillPortal(context);
  await clearDirty();
  await keep({ fails: true });
  await keep({ notifications: [{ kind: 'changed', type: 'deals', id: '30', properties: ['amount'], occurredAt: 1 }] });
  await expect(drain(false)).rejects.toThrow('poison');
  await drain(true);
  expect(await stores.inbox.counts(context.portal.portalId)).toMatchObject({ pending: 0, done: 1, quarantined: 1 });
  expect(await dirty()).toEqual({ '10': true });
  const [fault] = await stores.faults.last(context.portal.portalId, 1);
  expect(fault).toMatchObject({ code: 'batch_put_aside', params: { error: 'RangeError' } });
});

test('a merge that only its deletion tells of moves what the merged one was connected with, and marks its account', async () => {
  await backfillPortal(context);
  await clearDirty();
  crm.merge('contacts', '22', '23');
  put('contacts', '23', { lastname: 'Survivor' }, 2_000);
  await tell({ kind: 'deleted', type: 'contacts', id: '22', occurredAt: 1 });
  expect(await peopleOf('11')).toEqual(['23']);
  expect(Object.keys(await dirty())).toContain('11');
});

test('an association that was read of a record that is gone meanwhile is not kept', async () => {
  await backfillPortal(context);
  const { portalId } = context.portal;
  const scope = { fromType: 'contacts', toType: 'companies', fromIds: ['20', '99'] } as const;
  await stores.mirror.removeRecords(portalId, 'contacts', ['20']);
  const late = ['20', '99'].map((fromId) => ({ ...scope, fromId, toId: '10', types: primary }));
  await stores.mirror.replaceAssociations(portalId, { ...scope, fromIds: [...scope.fromIds] }, late);
  expect(await stores.differences.associations(portalId, { ...scope, fromIds: ['20', '99'] }, [])).toEqual([]);
});
