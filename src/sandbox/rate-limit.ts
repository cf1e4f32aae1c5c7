// HubSpot's limits for an OAuth app: 110 calls in a rolling ten seconds a portal, search five a second apart from them.

export interface RateLimits {
  callsPerTenSeconds: number;
  searchPerSecond: number;
}

export interface RateVerdict {
  policyName: 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | null;
  max: number;
  remaining: number;
}

export function createRateLimiter(
  limits: RateLimits,
  now: () => number,
): (portalId: number, isSearch: boolean) => RateVerdict {
  const calls = new Map<string, number[]>();
  return (portalId, isSearch) => {
    const [windowMs, max] = isSearch ? [1_000, limits.searchPerSecond] : [10_000, limits.callsPerTenSeconds];
    const key = `${portalId} ${isSearch}`;
    const recent = calls.get(key) ?? [];
    calls.set(key, recent);
    const stillCounted = recent.findIndex((at) => at > now() - windowMs);
    recent.splice(0, stillCounted === -1 ? recent.length : stillCounted);
    if (recent.length >= max) return { policyName: isSearch ? 'SECONDLY' : 'TEN_SECONDLY_ROLLING', max, remaining: 0 };
    recent.push(now());
    return { policyName: null, max, remaining: max - recent.length };
  };
}
