// The browser's side of a session and of an attempt to sign in: opaque random values in cookies that scripts cannot read.
import crypto from 'node:crypto';
import type { Request, Response } from 'express';

/** `session` lives as long as the session may; `attempt` as long as an attempt to sign in. */
export type CookieKind = 'session' | 'attempt';

/** Cookies are marked secure wherever the service is reached by https; the prefix then ties them to this host. */
export interface CookieTerms {
  isSecure: boolean;
}

export function newSecret(): string {
  return crypto.randomBytes(32).toString('base64url');
}

/** What the store keeps of a secret: 256 random bits need no salt. */
export function digestOf(secret: string): string {
  return crypto.createHash('sha256').update(secret).digest('hex');
}

export function setCookie(
  response: Response,
  { kind, value, maxAgeMs, isSecure }: CookieTerms & { kind: CookieKind; value: string; maxAgeMs: number },
): void {
  // Lax: HubSpot sends people back by a link from its own site, and the cookie has to come with them.
  response.cookie(nameOf(kind, isSecure), value, {
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
    path: '/',
    maxAge: maxAgeMs,
  });
}

export function clearCookie(response: Response, { kind, isSecure }: CookieTerms & { kind: CookieKind }): void {
  response.clearCookie(nameOf(kind, isSecure), { httpOnly: true, secure: isSecure, sameSite: 'lax', path: '/' });
}

/** Null where there is none, or one that no secret of ours looks like. */
export function readCookie(request: Request, { kind, isSecure }: CookieTerms & { kind: CookieKind }): string | null {
  const name = nameOf(kind, isSecure);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}

function nameOf(kind: CookieKind, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}quorum_${kind}`;
}
