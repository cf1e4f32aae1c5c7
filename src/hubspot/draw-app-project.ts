// The HubSpot developer project (platform 2026.09), drawn from manifest.json: the files that `hs project upload` takes.
import type { Manifest } from '../accounts/manifest.ts';

export interface AppProjectSettings {
  /** Where HubSpot reaches the service: https, without a trailing slash. */
  publicUrl: string;
  /** `oauth`: any number of portals, installed by a link. `static`: one account, by the app's own access token. */
  auth: 'oauth' | 'static';
  supportEmail: string;
}

const platformVersion = '2026.09';
const objectNames: Record<string, string> = { '0-47': 'meeting', '0-48': 'call', '0-49': 'email' };

/** Text of each file by its path inside the project. The uids are the components' identity for HubSpot: they never change. */
export function drawAppProject(manifest: Manifest, settings: AppProjectSettings): Map<string, string> {
  const files: [string, unknown][] = [
    ['hsproject.json', { name: 'quorum', srcDir: 'src', platformVersion }],
    ['src/app/app-hsmeta.json', appComponent(manifest, settings)],
    ['src/app/webhooks/webhooks-hsmeta.json', webhooksComponent(manifest, settings)],
  ];
  return new Map(files.map(([path, content]) => [path, `${JSON.stringify(content, null, 2)}\n`]));
}

function appComponent(manifest: Manifest, { publicUrl, auth, supportEmail }: AppProjectSettings) {
  const { required, optional } = manifest.scopes;
  return {
    uid: 'quorum_app',
    type: 'app',
    config: {
      name: manifest.name,
      description: manifest.description,
      distribution: 'private',
      auth:
        auth === 'oauth'
          ? {
              type: 'oauth',
              redirectUrls: [`${publicUrl}/oauth/callback`],
              requiredScopes: required,
              optionalScopes: optional,
              conditionallyRequiredScopes: [],
            }
          : // A static app belongs to one account and asks for no consent: it knows required scopes only.
            { type: 'static', requiredScopes: required.filter((scope) => scope !== 'oauth') },
      permittedUrls: { fetch: [publicUrl], iframe: [publicUrl], img: [publicUrl] },
      support: { supportEmail, documentationUrl: `${publicUrl}/help` },
    },
  };
}

interface DrawnSubscription {
  subscriptionType: string;
  objectType?: string;
  propertyName?: string;
  active: true;
}

function webhooksComponent({ webhooks }: Manifest, { publicUrl }: AppProjectSettings) {
  const groups: Record<'crmObjects' | 'legacyCrmObjects' | 'hubEvents', DrawnSubscription[]> = {
    crmObjects: [],
    legacyCrmObjects: [],
    hubEvents: [],
  };
  for (const subscription of webhooks.subscriptions) {
    const { subscriptionType, objectTypeId } = subscription;
    const group = groupOf(subscriptionType);
    const base = {
      subscriptionType,
      ...(objectTypeId === undefined ? {} : { objectType: objectNames[objectTypeId] ?? objectTypeId }),
      active: true as const,
    };
    const properties = subscription.properties ?? [];
    if (properties.length === 0) groups[group].push(base);
    for (const propertyName of properties) groups[group].push({ ...base, propertyName });
  }
  return {
    uid: 'quorum_webhooks',
    type: 'webhooks',
    config: {
      settings: { targetUrl: publicUrl + webhooks.path, maxConcurrentRequests: webhooks.maxConcurrentRequests },
      subscriptions: groups,
    },
  };
}

/** HubSpot keeps three lists: its newer `object.*` types, the older types named after an object, and what is no object's. */
function groupOf(subscriptionType: string): 'crmObjects' | 'legacyCrmObjects' | 'hubEvents' {
  if (subscriptionType.startsWith('object.')) return 'crmObjects';
  return subscriptionType === 'contact.privacyDeletion' ? 'hubEvents' : 'legacyCrmObjects';
}
