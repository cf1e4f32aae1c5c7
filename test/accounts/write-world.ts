// A portal in memory that is copied, mapped and valued on real stores: what the tests of writing start from.
import manifestFile from '../../manifest.json' with { type: 'json' };
import { backfillPortal } from '../../src/accounts/backfill-portal.ts';
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import type { WriteControl } from '../../src/accounts/control-writes.ts';
import type { WriteResult } from '../../src/accounts/crm.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { rebuildAccounts } from '../../src/accounts/rebuild-accounts.ts';
import { revaluePortal } from '../../src/accounts/revalue-portal.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import type { OpenStores } from '../../src/store/create-stores.ts';
import type { ValueClass } from '../../src/value/model.ts';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { sampleCrm } from '../fakes/sample-crm.ts';

export const now = Date.UTC(2026, 10, 24);
export const accountIds = ['11', '12', '13', '14', '15', '16'];

export interface WriteWorld {
  crm: FakeCrm;
  context: SyncContext;
  control: WriteControl;
  /** From now on these rows are refused and not written; undone by the function returned. */
  refuse(ids: string[], isRetryable: boolean): () => void;
  putInto(accountId: string, valueClass: ValueClass): Promise<void>;
  /** What the CRM holds of one of Quorum's properties. */
  held(type: 'companies' | 'contacts' | 'deals', id: string, property: string): Promise<string | null>;
  /** As a person does on the record. */
  changeByHand(id: string, properties: Record<string, string>): void;
}

export async function writeWorld(
  stores: OpenStores,
  portalId: number,
  writes: 'held' | 'released' = 'released',
): Promise<WriteWorld> {
  const crm = sampleCrm(portalId, now);
  const manifest = parseManifest(manifestFile);
  const queue = fakeQueue();
  const portal = await connectPortal({ crm, stores, queue, manifest, appId: 1, now, writes });
  const ready = { ...portal, state: 'ready' as const };
  const context: SyncContext = { portal: ready, crm, stores, queue, manifest, now: () => now };
  await backfillPortal(context);
  await revaluePortal(context);
  await rebuildAccounts(context, '11');
  await rebuildAccounts({ ...context, now: () => now + 5_000 }, '11');
  const write = crm.writeProperties;
  return {
    crm,
    context,
    control: { stores, portalId, now, by: 'Ann Admin' },
    refuse: (ids, isRetryable) => {
      crm.writeProperties = async (request) => {
        const written = await write({ ...request, rows: request.rows.filter((row) => !ids.includes(row.id)) });
        const byId = new Map(written.map((result) => [result.id, result]));
        return request.rows.map(({ id }): WriteResult => byId.get(id) ?? refusedRow(id, isRetryable));
      };
      return () => {
        crm.writeProperties = write;
      };
    },
    putInto: async (accountId, valueClass) => {
      const stored = await stores.results.loadValue(portalId, accountId);
      if (stored === null) throw new Error('The account was valued before.');
      const verdict = { ...stored.verdict, valueClass, since: now };
      await stores.results.saveValues(portalId, [{ value: stored.value, verdict, at: now }]);
    },
    held: async (type, id, property) =>
      (await crm.readProperties({ type, ids: [id], properties: [property] })).get(id)?.[property] ?? null,
    changeByHand: (id, properties) => crm.change('companies', id, properties),
  };
}

function refusedRow(id: string, retryable: boolean): WriteResult {
  return { id, outcome: 'failed', category: 'VALIDATION_ERROR', reason: 'no such option', retryable };
}
