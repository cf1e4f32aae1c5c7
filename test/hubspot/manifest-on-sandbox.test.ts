// What manifest.json says and what a provisioned portal holds are the same thing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { parseManifest } from '../../src/accounts/manifest.ts';
import { createHubspotCrm } from '../../src/hubspot/hubspot-crm.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

const manifest = parseManifest(manifestFile);
const propertiesSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      fieldType: z.string(),
      groupName: z.string(),
      options: z.array(z.object({ value: z.string() })),
    }),
  ),
});

let database: TestDatabase;
let sandbox: Sandbox;
beforeAll(async () => {
  database = await testDatabase();
  sandbox = await startSandbox({
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    webhookTarget: null,
    limits: { callsPerTenSeconds: 10_000, searchPerSecond: 1_000 },
  });
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});

async function readOwn(type: string) {
  const response = await fetch(`${sandbox.url}/crm/properties/2026-09/${type}`, {
    headers: { authorization: `Bearer ${sandbox.accessToken}` },
  });
  return propertiesSchema.parse(await response.json()).results.filter(({ name }) => name.startsWith('quorum_'));
}

test('provisioning makes every property and label, a second time it only adopts, and nothing else appears', async () => {
  const crm = createHubspotCrm({ baseUrl: sandbox.url, accessToken: async () => sandbox.accessToken });
  const first = await crm.provision(manifest);
  const second = await crm.provision(manifest);
  expect(first.failed).toEqual([]);
  expect(first.created.length).toBeGreaterThan(20);
  expect(second.created).toEqual([]);
  expect(second.failed).toEqual([]);
  for (const [type, properties] of Object.entries(manifest.properties)) {
    const made = await readOwn(type);
    expect(made.map(({ name }) => name).sort()).toEqual(properties.map(({ name }) => name).sort());
    for (const property of properties) {
      const found = made.find(({ name }) => name === property.name);
      expect(found).toMatchObject({
        label: property.label,
        type: property.type,
        fieldType: property.fieldType,
        groupName: manifest.group.name,
      });
      expect(found?.options.map(({ value }) => value)).toEqual((property.options ?? []).map(({ value }) => value));
    }
  }
});

test('every subscription of the manifest names an event that HubSpot has', () => {
  const events = manifest.webhooks.subscriptions.map(({ subscriptionType }) => subscriptionType);
  expect(events.length).toBeGreaterThan(30);
  for (const event of events)
    expect(event).toMatch(
      /^(contact|company|deal|line_item|ticket|object)\.(creation|deletion|merge|restore|associationChange|propertyChange|privacyDeletion)$/,
    );
});

test('a portal without room for all is told which are missing, and takes them once there is room', async () => {
  const other = await fetch(`${sandbox.url}/sandbox/portals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Small', companies: 1, contacts: 1, deals: 1, seed: 1, installed: true }),
  });
  const { portalId, accessToken } = z
    .object({ portalId: z.number(), accessToken: z.string() })
    .parse(await other.json());
  const crm = createHubspotCrm({ baseUrl: sandbox.url, accessToken: async () => accessToken });
  sandbox.setFaults({ customPropertiesMax: 5, labelsPerPairMax: 3 }, portalId);
  const first = await crm.provision(manifest);
  const missing = first.failed.map(({ name }) => name);
  expect(missing.filter((name) => name.startsWith('companies.'))).toHaveLength(
    manifest.properties.companies.length - 5,
  );
  expect(missing).toContain('companies.quorum_changed_at');
  expect(missing).toContain('contacts/companies label quorum_coach');
  expect(Object.keys(crm.meter().byStatus)).not.toContain('400');
  sandbox.setFaults({ customPropertiesMax: 1_000, labelsPerPairMax: 50 }, portalId);
  const second = await crm.provision(manifest);
  expect(second.failed).toEqual([]);
  expect(second.created.filter((name) => missing.includes(name)).sort()).toEqual(missing.sort());
});
