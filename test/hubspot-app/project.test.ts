// The HubSpot developer project says exactly what manifest.json says.
import path from 'node:path';
import { expect, test } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { parseManifest } from '../../src/accounts/manifest.ts';
import { drawAppProject } from '../../src/hubspot/draw-app-project.ts';

const manifest = parseManifest(manifestFile);
const settings = {
  publicUrl: 'https://quorum.example.com',
  auth: 'oauth',
  supportEmail: 'support@quorum.example.com',
} as const;
const committed = path.resolve(import.meta.dirname, '../../src/hubspot-app');
const drawn = drawAppProject(manifest, settings);

for (const [name, text] of drawn) {
  test(`${name} is the committed one (vitest -u writes it anew)`, async () => {
    await expect(text).toMatchFileSnapshot(path.join(committed, name));
  });
}

const read = (name: string) => JSON.parse(drawn.get(name) ?? '');

test('every subscription of the manifest is one of the project, each property apart, none twice', () => {
  const { subscriptions, settings: hooks } = read('src/app/webhooks/webhooks-hsmeta.json').config;
  const said = Object.values<Record<string, string>[]>(subscriptions)
    .flat()
    .map(
      ({ subscriptionType, objectType = '', propertyName = '' }) => `${subscriptionType} ${objectType} ${propertyName}`,
    );
  const expected = manifest.webhooks.subscriptions.reduce(
    (count, { properties }) => count + Math.max(1, properties?.length ?? 0),
    0,
  );
  expect(said).toHaveLength(expected);
  expect(new Set(said).size).toBe(expected);
  expect(subscriptions.crmObjects.map(({ objectType }: { objectType: string }) => objectType)).toContain('meeting');
  expect(hooks.targetUrl).toBe('https://quorum.example.com/webhooks/hubspot');
});

test('a static app asks for no consent and has no redirect', () => {
  const app = JSON.parse(
    drawAppProject(manifest, { ...settings, auth: 'static' }).get('src/app/app-hsmeta.json') ?? '',
  );
  expect(app.config.auth).toEqual({
    type: 'static',
    requiredScopes: manifest.scopes.required.filter((scope) => scope !== 'oauth'),
  });
});

test('the scopes are those of the manifest', () => {
  const { auth } = read('src/app/app-hsmeta.json').config;
  expect([auth.requiredScopes, auth.optionalScopes]).toEqual([manifest.scopes.required, manifest.scopes.optional]);
});
