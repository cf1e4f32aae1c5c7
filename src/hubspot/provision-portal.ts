// Adds to a portal what the manifest lists: what is missing is made, what is there adopted, what is refused reported.
import type { ProvisionReport } from '../accounts/crm.ts';
import { CrmRefusedError } from '../accounts/crm.ts';
import type { Manifest, ManifestProperty } from '../accounts/manifest.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { provisionLabels } from './provision-labels.ts';
import {
  anythingSchema,
  groupListSchema,
  propertyListSchema,
  propertySchema,
  type WireOption,
  type WireProperty,
} from './wire-schemas.ts';

/** Running it again changes nothing. One refusal does not stop the rest; outages and disconnection are thrown. */
export async function provisionPortal(api: HubspotApi, manifest: Manifest): Promise<ProvisionReport> {
  const report: ProvisionReport = { created: [], adopted: [], failed: [] };
  for (const [objectType, properties] of Object.entries(manifest.properties)) {
    if (properties.length === 0) continue;
    await reporting(report, `${objectType} group ${manifest.group.name}`, () =>
      provideGroup(api, objectType, manifest.group),
    );
    const known = await knownProperties(api, objectType, report);
    if (known === null) continue;
    for (const property of properties) {
      await reporting(report, `${objectType}.${property.name}`, () =>
        provideProperty(api, { objectType, property, groupName: manifest.group.name, known: known.get(property.name) }),
      );
    }
  }
  await provisionLabels(api, manifest, report);
  return report;
}

async function reporting(
  report: ProvisionReport,
  name: string,
  provide: () => Promise<'created' | 'adopted'>,
): Promise<void> {
  try {
    report[await provide()].push(name);
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    report.failed.push({ name, reason: error instanceof HubspotRefusedError ? error.reason : error.message });
  }
}

async function provideGroup(
  api: HubspotApi,
  objectType: string,
  group: Manifest['group'],
): Promise<'created' | 'adopted'> {
  const path = `/${objectType}/groups`;
  const { results } = await api.call({ method: 'GET', resource: 'properties', path }, groupListSchema);
  if (results.some(({ name }) => name === group.name)) return 'adopted';
  try {
    await api.call({ method: 'POST', resource: 'properties', path, body: group }, anythingSchema);
    return 'created';
  } catch (error) {
    if (error instanceof HubspotRefusedError && error.status === 409) return 'adopted';
    throw error;
  }
}

async function knownProperties(
  api: HubspotApi,
  objectType: string,
  report: ProvisionReport,
): Promise<Map<string, WireProperty> | null> {
  try {
    const path = `/${objectType}`;
    const { results } = await api.call({ method: 'GET', resource: 'properties', path }, propertyListSchema);
    return new Map(results.map((property) => [property.name, property]));
  } catch (error) {
    if (!(error instanceof HubspotRefusedError)) throw error;
    report.failed.push({ name: `${objectType} properties`, reason: error.reason });
    return null;
  }
}

interface Provision {
  objectType: string;
  property: ManifestProperty;
  groupName: string;
  known: WireProperty | undefined;
}

async function provideProperty(api: HubspotApi, provision: Provision): Promise<'created' | 'adopted'> {
  const { objectType, property, groupName, known } = provision;
  if (known !== undefined) return adoptProperty(api, { objectType, property, known });
  const { options, ...rest } = property;
  const body = { ...rest, groupName, ...(options === undefined ? {} : { options: mergeOptions(options, []) }) };
  try {
    await api.call({ method: 'POST', resource: 'properties', path: `/${objectType}`, body }, anythingSchema);
    return 'created';
  } catch (error) {
    if (!(error instanceof HubspotRefusedError) || error.status !== 409) throw error;
    const path = `/${objectType}/${property.name}`;
    const existing = await api.call({ method: 'GET', resource: 'properties', path }, propertySchema);
    return adoptProperty(api, { objectType, property, known: existing });
  }
}

/** @throws CrmRefusedError where a property of that name holds something else. */
async function adoptProperty(
  api: HubspotApi,
  { objectType, property, known }: { objectType: string; property: ManifestProperty; known: WireProperty },
): Promise<'adopted'> {
  if (!sameType(property.type, known.type)) {
    throw new CrmRefusedError(
      `It exists with type ${known.type}, not ${property.type}; rename or delete it in HubSpot.`,
      {
        status: 409,
        category: 'PROPERTY_TYPE_DIFFERS',
      },
    );
  }
  const wanted = property.options ?? [];
  const values = new Set(known.options.map((option) => option.value));
  if (wanted.some((option) => !values.has(option.value))) {
    // PATCH replaces the whole list: what the portal added to it must be sent along.
    const body = { options: mergeOptions(wanted, known.options) };
    await api.call(
      { method: 'PATCH', resource: 'properties', path: `/${objectType}/${property.name}`, body },
      anythingSchema,
    );
  }
  return 'adopted';
}

/** HubSpot turns enumerations with a yes-or-no field into `bool`. */
function sameType(wanted: string, existing: string): boolean {
  const yesOrNo = ['bool', 'enumeration'];
  return wanted === existing || (yesOrNo.includes(wanted) && yesOrNo.includes(existing));
}

interface WrittenOption {
  value: string;
  label: string;
  displayOrder: number;
  hidden: boolean;
}

/** The existing options as they are, then the missing ones; HubSpot wants all four fields of each. */
function mergeOptions(wanted: { value: string; label: string }[], existing: WireOption[]): WrittenOption[] {
  const known = new Set(existing.map((option) => option.value));
  const kept = existing.map(({ value, label, displayOrder, hidden }, index) => ({
    value,
    label,
    displayOrder: displayOrder ?? index,
    hidden: hidden ?? false,
  }));
  const added = wanted
    .filter((option) => !known.has(option.value))
    .map(({ value, label }, index) => ({ value, label, displayOrder: kept.length + index, hidden: false }));
  return [...kept, ...added];
}
