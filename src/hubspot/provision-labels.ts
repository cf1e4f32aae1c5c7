// Association labels of the manifest, as far as the portal's plan and headroom allow: else the properties alone carry the roles.
import type { ProvisionReport } from '../accounts/crm.ts';
import type { Manifest } from '../accounts/manifest.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import type { Headroom } from './read-headroom.ts';
import { anythingSchema, labelListSchema } from './wire-schemas.ts';

type Label = Manifest['associationLabels'][number];

/** Stops at the first refusal of a pair: the cap counts the whole pair, so that the rest would be refused as well, and is told. */
export async function provisionLabels(
  api: HubspotApi,
  { manifest, headroom, report }: { manifest: Manifest; headroom: Headroom; report: ProvisionReport },
): Promise<void> {
  const byPair = Map.groupBy(manifest.associationLabels, ({ from, to }) => `${from}/${to}`);
  for (const [pair, labels] of byPair) {
    const open = await missingLabels(api, { pair, labels, report });
    const [first] = open;
    if (first === undefined) continue;
    const free = await headroom.ofLabels(first);
    const fitting = free === null ? open : open.slice(0, free);
    let reason = `The portal has room for ${free} more labels of this pair; ${open.length} are missing.`;
    let made = 0;
    for (const label of fitting) {
      const refused = await createLabel(api, { pair, label, report });
      if (refused === null) made += 1;
      else {
        reason = refused;
        break;
      }
    }
    report.failed.push(...open.slice(made).map(({ name }) => ({ name: `${pair} label ${name}`, reason })));
  }
}

interface Pair {
  pair: string;
  report: ProvisionReport;
}

async function missingLabels(api: HubspotApi, { pair, labels, report }: Pair & { labels: Label[] }): Promise<Label[]> {
  try {
    const { results } = await api.call(
      { method: 'GET', resource: 'associations', path: `/${pair}/labels` },
      labelListSchema,
    );
    const known = new Set(results.map(({ label }) => label));
    const present = labels.filter(({ label }) => known.has(label));
    report.adopted.push(...present.map(({ name }) => `${pair} label ${name}`));
    return labels.filter(({ label }) => !known.has(label));
  } catch (error) {
    if (!(error instanceof HubspotRefusedError)) throw error;
    report.failed.push({ name: `${pair} labels`, reason: error.reason });
    return [];
  }
}

/** Null when it is there, else why not. */
async function createLabel(api: HubspotApi, { pair, label, report }: Pair & { label: Label }): Promise<string | null> {
  const { name, label: text, inverseLabel } = label;
  const body = { name, label: text, ...(inverseLabel === undefined ? {} : { inverseLabel }) };
  try {
    const path = `/${pair}/labels`;
    await api.call({ method: 'POST', resource: 'associations', path, body, isCreate: true }, anythingSchema);
    report.created.push(`${pair} label ${name}`);
    return null;
  } catch (error) {
    if (!(error instanceof HubspotRefusedError)) throw error;
    if (error.status === 409) {
      report.adopted.push(`${pair} label ${name}`);
      return null;
    }
    return error.reason;
  }
}
