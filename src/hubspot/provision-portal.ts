// Adds to a portal what the manifest lists: what is missing is made, what is there adopted, what is refused reported.
import type { ProvisionReport } from '../accounts/crm.ts';
import { CrmRefusedError } from '../accounts/crm.ts';
import type { Manifest, ManifestProperty } from '../accounts/manifest.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { provisionLabels } from './provision-labels.ts';
import { readHeadroom } from './read-headroom.ts';
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
  const headroom = readHeadroom(api);
  for (const [objectType, properties] of Object.entries(manifest.properties)) {
    if (properties.length === 0) continue;
    await reporting(report, `${objectType} group ${manifest.group.name}`, () =>
      provideGroup(api, objectType, manifest.group),
    );
    const known = await knownProperties(api, objectType, report);
    if (known === null) continue;
    const left = withinHeadroom(
      properties.filter(({ name }) => !known.has(name)),
      properties.every(({ name }) => known.has(name)) ? null : await headroom.ofProperties(objectType),
    );
    report.failed.push(...left.map(({ name, reason }) => ({ name: `${objectType}.${name}`, reason })));
    for (const property of properties) {
      if (left.some(({ name }) => name === property.name)) continue;
      await reporting(report, `${objectType}.${property.name}`, () =>
        provideProperty(api, { objectType, property, groupName: manifest.group.name, known: known.get(property.name) }),
      );
    }
  }
  await provisionLabels(api, { manifest, headroom, report });
  return report;
}

/** What has no room, in the manifest's order; each as it is told. */
function withinHeadroom(missing: ManifestProperty[], free: number | null): { name: string; reason: string }[] {
  if (free === null || free >= missing.length) return [];
  const reason = `The portal has room for ${free} more custom properties of this object; ${missing.length} are missing.`;
  return missing.slice(free).map(({ name }) => ({ name, reason }));
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
  const difference = differenceOf(property, known);
  if (difference !== null) {
    throw new CrmRefusedError(`It exists ${difference}; rename or delete it in HubSpot.`, {
      status: 409,
      category: 'PROPERTY_TYPE_DIFFERS',
    });
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

/** In words; null where what is there can hold what Quorum writes. */
function differenceOf(wanted: ManifestProperty, existing: WireProperty): string | null {
  // HubSpot turns enumerations with a yes-or-no field into `bool`.
  const isYesOrNo = wanted.fieldType === 'booleancheckbox' && existing.type === 'bool';
  if (wanted.type !== existing.type && !isYesOrNo) return `with type ${existing.type}, not ${wanted.type}`;
  if (wanted.fieldType === 'checkbox' && existing.fieldType !== 'checkbox')
    return `for one value (${existing.fieldType}), not for several (checkbox)`;
  if (wanted.hasUniqueValue === true && existing.hasUniqueValue === false) return 'without unique values';
  return null;
}

interface WrittenOption {
  value: string;
  label: string;
  displayOrder: number;
  hidden: boolean;
  description?: string;
}

/** The existing options as they are, with what the portal says about them, then the missing ones; HubSpot wants four fields of each. */
function mergeOptions(wanted: { value: string; label: string }[], existing: WireOption[]): WrittenOption[] {
  const known = new Set(existing.map((option) => option.value));
  const kept = existing.map(
    ({ value, label, displayOrder, hidden, description }, index): WrittenOption => ({
      value,
      label,
      displayOrder: displayOrder ?? index,
      hidden: hidden ?? false,
      ...(description === null ? {} : { description }),
    }),
  );
  const added = wanted
    .filter((option) => !known.has(option.value))
    .map(({ value, label }, index) => ({ value, label, displayOrder: kept.length + index, hidden: false }));
  return [...kept, ...added];
}
