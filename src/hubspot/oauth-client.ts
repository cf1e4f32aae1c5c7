// HubSpot's token endpoints of the dated OAuth API: form-encoded, with a time limit, in named errors.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { IssuedTokens, TokenIssuer, TokenOwner } from '../accounts/access-port.ts';
import { CrmUnavailableError, PortalDisconnectedError } from '../accounts/crm.ts';
import { currentVersion } from './api-paths.ts';
import { type ErrorEnvelope, HubspotRefusedError, parseErrorEnvelope } from './error-envelope.ts';

export interface OauthClientOptions {
  /** Where HubSpot's API is, without a trailing slash. */
  baseUrl: string;
  clientId: string;
  /** Newest first: where HubSpot does not know one yet, the next is tried. */
  clientSecrets: string[];
  /** Ends waits and calls under way when the service stops. */
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Pause before the first repeat; doubles. */
  pauseMs?: number;
}

const attemptsMax = 4;

const issuedSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});

const idText = z.union([z.string(), z.number()]).transform(String);
const introspectedSchema = z.object({
  active: z.boolean(),
  hub_id: z.coerce.number().int().positive().optional(),
  user_id: idText.optional(),
  scopes: z.array(z.string()).catch([]),
});

export function createOauthClient(options: OauthClientOptions): TokenIssuer {
  const token = (path: string, fields: Record<string, string>) =>
    post(options, `/oauth/${currentVersion}/token${path}`, fields);
  return {
    async exchange({ code, verifier, redirectUri }) {
      const fields = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
      return issued(await token('', fields));
    },
    refresh: async (refreshToken) => {
      try {
        return issued(await token('', { grant_type: 'refresh_token', refresh_token: refreshToken }));
      } catch (error) {
        if (!(error instanceof HubspotRefusedError) || !says(error.envelope, revoked)) throw error;
        throw new PortalDisconnectedError('HubSpot no longer takes the refresh token of this portal.', {
          cause: error,
        });
      }
    },
    introspect: async (accessToken) =>
      ownerOf(await token('/introspect', { token: accessToken, token_type_hint: 'access_token' })),
    async revoke(refreshToken) {
      await token('/revoke', { token: refreshToken, token_type_hint: 'refresh_token' });
    },
    async uninstall(accessToken) {
      await withRepeats(options, () => uninstallOnce(options, accessToken));
    },
  };
}

function issued(body: unknown): IssuedTokens {
  const { access_token, refresh_token, expires_in } = understood(issuedSchema, body);
  return { accessToken: access_token, refreshToken: refresh_token, expiresInSeconds: expires_in };
}

function ownerOf(body: unknown): TokenOwner | null {
  const { active, hub_id, user_id, scopes } = understood(introspectedSchema, body);
  if (!active || hub_id === undefined || user_id === undefined) return null;
  return { portalId: hub_id, userId: user_id, scopes };
}

/** The answers hold tokens: only the names of fields that are wrong are told. */
function understood<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new CrmUnavailableError(`HubSpot's answer about a token was not understood (${fields}).`, {
    retryAfterMs: 60_000,
  });
}

/** A code of OAuth or HubSpot's own word for it, wherever in the envelope it stands. */
function says(envelope: ErrorEnvelope, codes: RegExp): boolean {
  const { category, subCategory, error, status } = envelope;
  return [category, subCategory, error, status].some((code) => code !== undefined && codes.test(code));
}

const revoked = /^(invalid_grant|bad_refresh_token|bad_hub)$/i;
const wrongSecret = /^(invalid_client|bad_client_secret)$/i;

async function post(options: OauthClientOptions, path: string, fields: Record<string, string>): Promise<unknown> {
  const [first = '', ...others] = options.clientSecrets;
  const send = (secret: string) =>
    withRepeats(options, () =>
      exchangeOnce(options, path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ client_id: options.clientId, client_secret: secret, ...fields }).toString(),
      }),
    );
  let answer = send(first);
  for (const secret of others) {
    answer = answer.catch((error: unknown) => {
      if (error instanceof HubspotRefusedError && says(error.envelope, wrongSecret)) return send(secret);
      throw error;
    });
  }
  return answer;
}

async function uninstallOnce(options: OauthClientOptions, accessToken: string): Promise<void> {
  try {
    await exchangeOnce(options, `/appinstalls/${currentVersion}/external-install`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
    });
  } catch (error) {
    const isGone = error instanceof HubspotRefusedError && [401, 404].includes(error.status);
    if (!isGone) throw error;
  }
}

/** All of these calls may be repeated: a code that was used already is refused, a refresh hands out the same access again. */
async function withRepeats<T>({ pauseMs = 500, signal }: OauthClientOptions, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CrmUnavailableError) || attempt === attemptsMax || signal?.aborted === true) throw error;
      const options = signal === undefined ? {} : { signal };
      await delay(pauseMs * 2 ** (attempt - 1), undefined, options).catch(() => Promise.reject(error));
    }
  }
}

/** @throws CrmUnavailableError, HubspotRefusedError */
async function exchangeOnce(options: OauthClientOptions, path: string, init: RequestInit): Promise<unknown> {
  const { baseUrl, timeoutMs = 15_000, signal } = options;
  const limit = AbortSignal.timeout(timeoutMs);
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(`${baseUrl}${path}`, {
      ...init,
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    status = response.status;
    body = parse(await response.text());
  } catch (cause) {
    throw new CrmUnavailableError(`HubSpot could not be asked (${path}).`, { retryAfterMs: 5_000, cause });
  }
  if (status < 400) return body;
  if (status === 429 || status === 423 || status === 477 || status >= 500) {
    throw new CrmUnavailableError(`HubSpot could not be asked (${path}): it answered ${status}.`, {
      retryAfterMs: 5_000,
    });
  }
  throw new HubspotRefusedError(path, { status, envelope: parseErrorEnvelope(body) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
