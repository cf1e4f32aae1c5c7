// Where HubSpot's dated API is: one version for all, an older one for a resource that the current version does not serve.
import { HubspotRefusedError } from './error-envelope.ts';

export const currentVersion = '2026-09';
const olderVersion = '2026-03';

const prefixes = {
  objects: (version: string) => `/crm/objects/${version}`,
  properties: (version: string) => `/crm/properties/${version}`,
  associations: (version: string) => `/crm/associations/${version}`,
  limits: (version: string) => `/crm/limits/${version}`,
  owners: (version: string) => `/crm/owners/${version}`,
  account: (version: string) => `/account-info/${version}`,
};

export type ApiResource = keyof typeof prefixes;

export interface ApiPaths {
  /** Runs `request` with the resource's path; where that path does not exist, with the older version's, which then stays. */
  withFallback<Answer>(resource: ApiResource, request: (prefix: string) => Promise<Answer>): Promise<Answer>;
}

export function createApiPaths(): ApiPaths {
  const older = new Set<ApiResource>();
  return {
    withFallback: async (resource, request) => {
      const prefix = prefixes[resource];
      if (older.has(resource)) return request(prefix(olderVersion));
      try {
        return await request(prefix(currentVersion));
      } catch (error) {
        if (!isUnknownPath(error)) throw error;
        const answer = await request(prefix(olderVersion));
        older.add(resource);
        return answer;
      }
    },
  };
}

/** A missing object has an envelope with a category; a missing route has none. */
function isUnknownPath(error: unknown): boolean {
  return error instanceof HubspotRefusedError && error.status === 404 && error.envelope.category === undefined;
}
