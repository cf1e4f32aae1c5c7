// Asks HubSpot whether a portal's access token works, without changing anything there: for `quorum doctor`.
import { z } from 'zod';
import { currentVersion } from './api-paths.ts';

export type HubspotProbe =
  | { isReachable: true; portalId: number }
  | { isReachable: false; reason: string; isRefused: boolean };

const timeoutMs = 8_000;
const detailsSchema = z.object({ portalId: z.number() });

/** @param baseUrl without a trailing slash. */
export async function probeHubspot({
  baseUrl,
  accessToken,
}: {
  baseUrl: string;
  accessToken: string;
}): Promise<HubspotProbe> {
  try {
    const response = await fetch(`${baseUrl}/account-info/${currentVersion}/details`, {
      headers: { authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const isRefused = response.status === 401 || response.status === 403;
    if (!response.ok) return { isReachable: false, reason: `it answered ${response.status}`, isRefused };
    const details = detailsSchema.safeParse(await response.json());
    if (!details.success) return { isReachable: false, reason: 'its answer was not understood', isRefused: false };
    return { isReachable: true, portalId: details.data.portalId };
  } catch (error) {
    return { isReachable: false, reason: reasonOf(error), isRefused: false };
  }
}

/** fetch says only "fetch failed"; the reason is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
