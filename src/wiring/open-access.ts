// Puts sign-in and portals' access together where HubSpot is real; nothing of it runs on the sandbox portal.
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenIssuer } from '../accounts/access-port.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import { type PortalAccessTokens, portalAccessTokens } from '../accounts/refresh-access.ts';
import type { Config, TokenKey } from '../config.ts';
import type { AccessDeps } from '../http/access-deps.ts';
import { oauthAuthorizeUrl } from '../hubspot/oauth-authorize-url.ts';
import { createOauthClient } from '../hubspot/oauth-client.ts';
import type { PortalAccess } from './connect-until-done.ts';
import { entryKeysOf } from './token-keys.ts';

export interface OpenAccess {
  deps: AccessDeps;
  /** Null where one portal's access token was given. */
  oauth: { issuer: TokenIssuer; tokens: PortalAccessTokens; accessOf(portalId: number): PortalAccess } | null;
}

export interface AccessRequest {
  config: Config;
  tokenKeys: readonly TokenKey[];
  stores: Stores;
  manifest: Manifest;
  now: () => number;
  signal: AbortSignal;
  /** Connects with the access just kept; never throws. */
  connect(portalId: number): Promise<void>;
}

/** A person who installs waits this long for the first look at the portal, ms. */
const firstLookMaxMs = 8_000;

/** Null on the sandbox portal. */
export function openAccess(request: AccessRequest): OpenAccess | null {
  const { config, tokenKeys } = request;
  if (config.hubspot === undefined) return null;
  const oauth = openOauth(request);
  const deps: AccessDeps = {
    oauth: oauth === null ? null : oauth.deps,
    entryKeys: entryKeysOf(tokenKeys),
    metricsToken: config.metricsToken ?? null,
  };
  return { deps, oauth };
}

function openOauth({ config, stores, manifest, now, signal, connect }: AccessRequest) {
  const { hubspot, hubspotBaseUrl: baseUrl, hubspotAppUrl: appUrl } = config;
  if (hubspot?.clientId === undefined || hubspot.accessToken !== undefined) return null;
  const { clientId, clientSecrets, appId } = hubspot;
  const issuer = createOauthClient({ baseUrl, clientId, clientSecrets, signal });
  const tokens = portalAccessTokens({ stores, issuer, now });
  const { required: requiredScopes, optional: optionalScopes } = manifest.scopes;
  return {
    issuer,
    tokens,
    accessOf: (portalId: number): PortalAccess => ({
      baseUrl,
      accessToken: (rejected) => tokens.accessToken(portalId, rejected),
      clientSecrets,
      appId,
    }),
    deps: {
      issuer,
      authorizeUrl: (attempt: { redirectUri: string; state: string; challenge: string; portalId: number | null }) =>
        oauthAuthorizeUrl({ appUrl, clientId, requiredScopes, optionalScopes, ...attempt }),
      connect: async (portalId: number) => {
        tokens.forget(portalId);
        await Promise.race([connect(portalId), delay(firstLookMaxMs, undefined, { ref: false })]);
      },
    },
  };
}
