// What sign-in needs from the wiring. Without it (the sandbox portal on the loopback address) nobody signs in.
import type { TokenIssuer } from '../accounts/access-port.ts';
import type { EntryKeys } from './entry-token.ts';

export interface AccessDeps {
  /** Null where one portal's access token was given and the app has no OAuth. */
  oauth: OauthDeps | null;
  /** Sign entry tokens; the first signs, all are accepted. */
  entryKeys: EntryKeys;
  /** Lets a machine read /metrics; null lets none. */
  metricsToken: string | null;
}

export interface OauthDeps {
  issuer: TokenIssuer;
  authorizeUrl(attempt: { redirectUri: string; state: string; challenge: string; portalId: number | null }): string;
  /** Connects the portal whose access was just kept; resolves once it is known, or goes on by itself after a while. */
  connect(portalId: number): Promise<void>;
}
