// Makes Quorum's properties and labels in the portal, and tells which ones the portal did not take.
import { CrmRefusedError, type ProvisionReport } from './crm.ts';
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
  stores: Pick<SyncContext['stores'], 'faults'>;
}): Promise<{ count: number }> {
  let report: ProvisionReport;
  try {
    report = await crm.provision(manifest);
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    const reason = `${error.status} ${error.category}`;
    report = { created: [], adopted: [], failed: [{ name: manifest.group.name, reason }] };
  }
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
