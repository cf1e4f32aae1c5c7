// One row at least of a portal in every table: a new table gets its row here.
import type pg from 'pg';
import type { OpenStores } from '../../src/store/create-stores.ts';
import { fillAccess } from './access-samples.ts';
import {
  accountMap,
  association,
  computedValue,
  journalRow,
  noon,
  portalDetails,
  reconcileRun,
  record,
} from './samples.ts';

export async function fillEveryTable({
  stores,
  superuser,
  portalId,
}: {
  stores: OpenStores;
  superuser: pg.Client;
  portalId: number;
}): Promise<void> {
  const { mirror, results, journal, inbox, inboxWriter } = stores;
  await stores.portals.connect(portalDetails(portalId));
  await inboxWriter.append({ portalId, receivedAt: noon, body: Buffer.from('[1]') });
  const [batch] = await inbox.pending(portalId, 1);
  await inbox.complete(portalId, [{ inboxId: batch?.inboxId ?? '', notifications: 1, echoes: 0, odd: 0 }]);
  await inboxWriter.append({ portalId, receivedAt: noon, body: Buffer.from('[2]') });
  await mirror.upsertRecords(portalId, [
    record('companies', '1', { name: 'One' }),
    record('contacts', '2'),
    record('contacts', '3'),
  ]);
  const pair = association(['contacts', '2'], ['companies', '1'], 1);
  await mirror.replaceAssociations(portalId, { fromType: 'contacts', toType: 'companies', fromIds: ['2'] }, [pair]);
  await mirror.replaceOwners(portalId, [{ ownerId: '9', name: 'Owner', email: null, archived: false }]);
  await mirror.addAlias(portalId, { type: 'contacts', mergedId: '4', survivorId: '2' });
  await mirror.erasePerson(portalId, '3');
  await results.saveMap(portalId, accountMap('1'));
  await results.saveValues(portalId, [computedValue('1', { valueClass: 'mvc' })]);
  await superuser.query(`insert into quorum.portal_fit values ($1, '{}', '{}')`, [portalId]);
  await journal.append(portalId, [journalRow()]);
  await stores.progress.save(portalId, {
    step: 'owners',
    state: 'done',
    after: null,
    count: 1,
    expected: 1,
    reason: null,
    updatedAt: noon,
  });
  await stores.faults.record(portalId, { at: noon, where: 'sync', code: 'unavailable', params: { seconds: 9 } });
  await stores.dirtyAccounts.mark(portalId, ['1'], { at: noon, value: true });
  await stores.callSlots.share(portalId, { kind: 'general', holder: 'a', used: 1, wanted: 1, total: 108, restMs: 0 });
  await stores.reconcileRuns.save(portalId, reconcileRun());
  await journal.attempt(portalId, 'companies', [{ objectId: '1', property: 'quorum_ltv', value: '1' }]);
  await fillAccess(stores, portalId);
  await fillWrites(stores, portalId);
}

async function fillWrites(stores: OpenStores, portalId: number): Promise<void> {
  const { writeRuns, writeSwitch, provisioned, callDays } = stores;
  const key = { type: 'companies', objectId: '1', property: 'quorum_ltv' } as const;
  const runId = await writeRuns.startPreview(portalId, { at: noon, startedBy: null, totalCount: 1 });
  const row = { ...key, accountId: '1', before: null, after: '1', reason: 'map' };
  await writeRuns.plan(portalId, runId, { rows: [row], cursor: '1', doneCount: 1, at: noon });
  const withheld = { ...key, accountId: '1', why: 'by_hand', ours: '1', theirs: '2', reason: null, at: noon } as const;
  const nothing = { objects: 0, journal: [], adopted: [], planned: [], release: [], skipped: 0 };
  await writeRuns.settle(portalId, { runId, at: noon, withhold: [withheld], ...nothing });
  await writeSwitch.set(portalId, { writes: 'held', at: noon, by: null });
  await provisioned.save(portalId, [{ name: 'a', state: 'created', reason: null }], noon);
  const call = { day: '2026-11-24', status: '200', isError: false, policy: '', what: '', count: 1 };
  await callDays.add(portalId, [call]);
}
