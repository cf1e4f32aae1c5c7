// An app where people sign in: a HubSpot in memory that hands out codes, and helpers to come in by each door.
import type { IssuedTokens, TokenIssuer, TokenOwner } from '../../src/accounts/access-port.ts';
import { CrmRefusedError } from '../../src/accounts/crm.ts';
import type { Disconnected, DisconnectRequest } from '../../src/accounts/disconnect-portal.ts';
import type { AccessDeps } from '../../src/http/access-deps.ts';
import { type Entry, issueEntryToken } from '../../src/http/entry-token.ts';
import type { HttpDeps } from '../../src/http/http-deps.ts';
import { tokenKey } from '../store/access-samples.ts';
import { at, type Served, serveApp } from './serve-app.ts';

const entryKeys = [tokenKey('new'), tokenKey('old')];

/** Codes by whom they let in. */
type Codes = Map<string, TokenOwner>;

function issuerOf(codes: Codes, asked: { verifier: string; redirectUri: string }[]): TokenIssuer {
  const owners = new Map<string, TokenOwner>();
  return {
    async exchange({ code, verifier, redirectUri }): Promise<IssuedTokens> {
      asked.push({ verifier, redirectUri });
      const owner = codes.get(code);
      codes.delete(code);
      if (owner === undefined) throw new CrmRefusedError('x', { status: 400, category: 'BAD_AUTH_CODE' });
      owners.set(`access-${code}`, owner);
      return { accessToken: `access-${code}`, refreshToken: `refresh-${code}`, expiresInSeconds: 1_800 };
    },
    refresh: () => Promise.reject(new Error('nobody refreshes here')),
    introspect: async (accessToken) => owners.get(accessToken) ?? null,
    uninstall: async () => undefined,
    revoke: async () => undefined,
  };
}

export async function serveWithSignIn({ oauth = true }: { oauth?: boolean } = {}, changed: Partial<HttpDeps> = {}) {
  const clock = { now: at };
  const codes: Codes = new Map();
  const asked: { verifier: string; redirectUri: string }[] = [];
  const connected: number[] = [];
  const disconnects: DisconnectRequest[] = [];
  const access: AccessDeps = {
    oauth: oauth
      ? {
          issuer: issuerOf(codes, asked),
          authorizeUrl: (attempt) =>
            `https://app.hubspot.test/oauth/authorize?${new URLSearchParams({ ...attempt, portalId: String(attempt.portalId) })}`,
          connect: async (portalId) => void connected.push(portalId),
        }
      : null,
    entryKeys,
    metricsToken: 'metrics-token',
  };
  const served = await serveApp({
    access,
    now: () => clock.now,
    portalControl: {
      disconnect: async (request): Promise<Disconnected> => {
        disconnects.push(request);
        return { outcome: 'disconnected', removed: [], notRemoved: [], isRevoked: true };
      },
      reconnect: async () => false,
    },
    ...changed,
  });
  return { ...served, clock, codes, asked, connected, disconnects };
}

export type ServedWithSignIn = Awaited<ReturnType<typeof serveWithSignIn>>;

/** Redirects are not followed; the cookies come back as a browser would send them. */
export async function visit(served: Served, path: string, cookie = '', init: RequestInit = {}) {
  const response = await fetch(`${served.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers },
  });
  const set = response.headers.getSetCookie();
  return {
    status: response.status,
    headers: response.headers,
    location: response.headers.get('location') ?? '',
    set,
    cookie: set
      .map((each) => each.split(';')[0] ?? '')
      .filter((each) => !each.endsWith('='))
      .join('; '),
    text: await response.text(),
  };
}

export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

export function entryFor(now: number, changed: Partial<Entry> = {}): string {
  const entry: Entry = { portalId: 1, userId: '9', isAdmin: false, to: '/accounts/11', ...changed };
  return issueEntryToken(entryKeys, { entry, now });
}

/** The cookie of somebody who came in from a card. */
export async function comeIn(served: ServedWithSignIn, changed: Partial<Entry> = {}): Promise<string> {
  const entered = await visit(served, `/enter?token=${entryFor(served.clock.now, changed)}`);
  if (entered.status !== 303) throw new Error(`not let in: ${entered.status} ${entered.text}`);
  return entered.cookie;
}

/** Signs in through the consent page as this user of this portal; the cookie of the session. */
export async function install(served: ServedWithSignIn, owner: { portalId: number; userId: string }) {
  const begun = await visit(served, '/oauth/install');
  const state = new URL(begun.location).searchParams.get('state') ?? '';
  const code = `code-${Math.random()}`;
  served.codes.set(code, { ...owner, scopes: ['oauth'] });
  return visit(served, `/oauth/callback?code=${code}&state=${state}`, begun.cookie);
}
