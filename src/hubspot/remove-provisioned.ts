// Takes Quorum's properties and their group out of a portal: each by itself, since HubSpot refuses those that are in use.
import type { RemovalReport } from '../accounts/crm.ts';
import type { Manifest } from '../accounts/manifest.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { anythingSchema } from './wire-schemas.ts';

/** Archived properties keep their values for 90 days in HubSpot; connecting again restores them. Running it again changes nothing. */
export async function removeProvisioned(api: HubspotApi, { properties, group }: Manifest): Promise<RemovalReport> {
  const report: RemovalReport = { removed: [], notRemoved: [] };
  for (const [objectType, listed] of Object.entries(properties)) {
    if (listed.length === 0) continue;
    for (const { name } of listed) {
      await remove(api, report, { name: `${objectType}.${name}`, path: `/${objectType}/${name}` });
    }
    // A group that still has properties, a portal's own among them, is refused and stays.
    const path = `/${objectType}/groups/${group.name}`;
    await remove(api, report, { name: `${objectType} group ${group.name}`, path });
  }
  return report;
}

async function remove(
  api: HubspotApi,
  report: RemovalReport,
  { name, path }: { name: string; path: string },
): Promise<void> {
  try {
    await api.call({ method: 'DELETE', resource: 'properties', path }, anythingSchema);
    report.removed.push(name);
  } catch (error) {
    if (!(error instanceof HubspotRefusedError)) throw error;
    if (error.status === 404) report.removed.push(name);
    else report.notRemoved.push({ name, reason: error.reason });
  }
}
