// One HTTP exchange with HubSpot through its client, with the time limit that the client itself does not have.
import { Client } from '@hubspot/api-client';
import type { RateLimits } from './call-window.ts';
import type { Attempted } from './retry-policy.ts';

export interface WireRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  body?: object;
}

export type SendRequest = (
  request: WireRequest,
  terms: { accessToken: string; timeoutMs: number; signal?: AbortSignal | undefined },
) => Promise<Sent>;

interface Sent {
  attempted: Attempted;
  limits: RateLimits | null;
  /** HubSpot's clock when it answered, epoch ms (whole seconds); null where it did not say. */
  serverTime: number | null;
}

/**
 * `apiRequest` passes on no abort signal: on expiry we stop waiting and drop the late answer, but the socket lives until
 * HubSpot or the platform closes it. Its retries and limiter stay off: they are process-wide and repeat creates.
 */
export function createSendRequest(baseUrl: string): SendRequest {
  const client = new Client({ basePath: baseUrl });
  return async (request, { accessToken, timeoutMs, signal }) => {
    const exchange = exchangeOnce(client, request, accessToken);
    try {
      return await withinTime(exchange, timeoutMs, signal);
    } catch (cause) {
      exchange.catch(() => undefined);
      const reason = cause instanceof ExpiredError ? 'timeout' : 'network';
      return { attempted: { outcome: 'failed', reason, cause }, limits: null, serverTime: null };
    }
  };
}

class ExpiredError extends Error {
  override name = 'ExpiredError';
}

async function exchangeOnce(client: Client, request: WireRequest, accessToken: string): Promise<Sent> {
  const response = await client.apiRequest({
    method: request.method,
    path: request.path,
    headers: { Authorization: `Bearer ${accessToken}` },
    authType: 'none',
    ...(request.query === undefined ? {} : { qs: request.query }),
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const body = parseBody(await response.text());
  const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
  return {
    attempted: { outcome: 'answered', status: response.status, retryAfterMs, body },
    limits: rateLimitsOf(response.headers),
    serverTime: timeOf(response.headers.get('date')),
  };
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number, signal: AbortSignal | undefined): Promise<T> {
  let stop: (() => void) | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    const expire = (): void => reject(new ExpiredError(`no answer within ${timeoutMs} ms`));
    const timer = setTimeout(expire, timeoutMs);
    signal?.addEventListener('abort', expire, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', expire);
    };
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    stop?.();
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Documented for 477 only, in seconds; a date is understood too. */
function retryAfterOf(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,7}$/.test(header)) return Number(header) * 1_000;
  const at = timeOf(header);
  return at === null ? null : Math.max(0, at - Date.now());
}

function timeOf(header: string | null): number | null {
  const at = Date.parse(header ?? '');
  return Number.isNaN(at) ? null : at;
}

function rateLimitsOf(headers: Headers): RateLimits | null {
  const max = numberOf(headers.get('x-hubspot-ratelimit-max'));
  const remaining = numberOf(headers.get('x-hubspot-ratelimit-remaining'));
  const intervalMs = numberOf(headers.get('x-hubspot-ratelimit-interval-milliseconds'));
  if (max === null || remaining === null || intervalMs === null || max < 1 || intervalMs < 1) return null;
  return { max, remaining, intervalMs };
}

function numberOf(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : null;
}
