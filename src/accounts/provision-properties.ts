// Makes Quorum's properties and labels in the portal, and tells which ones the portal did not take.
import { CrmRefusedError, type ProvisionReport } from './crm.ts';
import { writtenTypes } from './plan-accounts.ts';
import type { ProvisionedItem } from './provisioned-port.ts';
import type { SyncContext } from './sync-context.ts';

/** Without its properties Quorum still draws maps and values: what cannot be made is told and the rest goes on. */
export async function provisionProperties({
  crm,
  stores,
  manifest,
  portal,
  now,
}: Pick<SyncContext, 'crm' | 'manifest' | 'now'> & {
  portal: { portalId: number };
  stores: Pick<SyncContext['stores'], 'faults' | 'provisioned' | 'journal'>;
}): Promise<{ count: number }> {
  let report: ProvisionReport;
  try {
    report = await crm.provision(manifest);
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    const reason = `${error.status} ${error.category}`;
    report = { created: [], adopted: [], failed: [{ name: manifest.group.name, reason }] };
  }
  await keepReport({ stores, portalId: portal.portalId, at: now() }, report);
  if (report.failed.length > 0) {
    const names = report.failed.map(({ name, reason }) => `${name} (${reason})`).join(', ');
    await stores.faults.record(portal.portalId, {
      at: now(),
      where: 'provision-properties',
      code: 'not_provisioned',
      params: { names },
    });
  }
  return { count: report.created.length + report.adopted.length };
}

/** What a property held is gone where it had to be made anew. */
async function keepReport(
  {
    stores,
    portalId,
    at,
  }: { stores: Pick<SyncContext['stores'], 'provisioned' | 'journal'>; portalId: number; at: number },
  { created, adopted, failed }: ProvisionReport,
): Promise<void> {
  const items: ProvisionedItem[] = [
    ...created.map((name) => ({ name, state: 'created' as const, reason: null })),
    ...adopted.map((name) => ({ name, state: 'adopted' as const, reason: null })),
    ...failed.map(({ name, reason }) => ({ name, state: 'failed' as const, reason })),
  ];
  await stores.provisioned.save(portalId, items, at);
  for (const name of created) {
    const [type, property] = name.split('.');
    const written = writtenTypes.find((each) => each === type);
    if (written !== undefined && property !== undefined)
      await stores.journal.forgetProperty(portalId, written, property);
  }
}
