// What access needs from the stores and from HubSpot's OAuth: grants of portals, users, sessions, keys, the audit log.

/** A portal's access, as HubSpot's token endpoint gave it. Tokens are kept sealed. */
export interface Grant {
  portalId: number;
  accessToken: string;
  refreshToken: string;
  /** When the access token ends, epoch ms. */
  expiresAt: number;
  scopes: string[];
  /** HubSpot's user who let Quorum in. */
  userId: string;
  /** When that user did, epoch ms. */
  grantedAt: number;
}

export interface Grants {
  /** @throws UnreadableGrantError where no key of this service opens what is kept. */
  load(portalId: number): Promise<Grant | null>;
  /** Sealed with the first key, whichever sealed it before. @throws MissingTokenKeyError without any key. */
  save(grant: Grant): Promise<void>;
  remove(portalId: number): Promise<void>;
  /** Portals whose access is kept. */
  portals(): Promise<number[]>;
}

/** What is kept cannot be opened: its key is no longer given, or it was changed or moved from another portal. */
export class UnreadableGrantError extends Error {
  override name = 'UnreadableGrantError';
}

/** Tokens are never kept in the clear. */
export class MissingTokenKeyError extends Error {
  override name = 'MissingTokenKeyError';
}

/** Users who proved through HubSpot's consent page that they belong to a portal. */
export interface PortalUsers {
  prove(portalId: number, user: { userId: string; isAdmin: boolean; at: number }): Promise<void>;
  /** The portals a user belongs to, proved at `since` or later. */
  portalsOf(userId: string, since: number): Promise<{ portalId: number; isAdmin: boolean }[]>;
}

export interface Session {
  userId: string;
  portals: { portalId: number; isAdmin: boolean }[];
  /** Epoch ms, as are the next two. */
  openedAt: number;
  seenAt: number;
  expiresAt: number;
}

/** Sessions by the digest of the browser's token; the token itself is kept nowhere. */
export interface Sessions {
  open(digest: string, session: Session): Promise<void>;
  find(digest: string): Promise<Session | null>;
  touch(digest: string, session: Pick<Session, 'portals'> & { at: number }): Promise<void>;
  close(digest: string, portalIds: number[]): Promise<void>;
  /** Deletes sessions of the portal that ended before. */
  purge(portalId: number, before: number): Promise<void>;
}

/** Things good for one use, by digest. Portal 0 keeps what belongs to no portal yet. */
export interface OneTime {
  /** False where it is kept already. Expired ones of the portal are forgotten. */
  keep(
    portalId: number,
    mark: { digest: string; payload: string | null; expiresAt: number; now: number },
  ): Promise<boolean>;
  /** Its payload, once; null where there is none, or it is past its time. */
  take(portalId: number, digest: string, now: number): Promise<{ payload: string | null } | null>;
}

export const keyScopes = ['read', 'write', 'recognise'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** A key for machines; its secret is kept as a digest. */
export interface ApiKey {
  keyId: string;
  name: string;
  scope: KeyScope;
  createdBy: string;
  createdAt: number;
  expiresAt: number;
  revokedAt: number | null;
  usedAt: number | null;
}

export interface ApiKeys {
  /** Newest first. */
  list(portalId: number): Promise<ApiKey[]>;
  create(portalId: number, key: ApiKey & { digest: string }): Promise<void>;
  find(portalId: number, keyId: string): Promise<(ApiKey & { digest: string }) | null>;
  used(portalId: number, keyId: string, at: number): Promise<void>;
  /** False where there is no such key, or it was revoked before. */
  revoke(portalId: number, keyId: string, at: number): Promise<boolean>;
}

/** What can be done to a person's data or to the settings; never personal data itself. */
export const auditCodes = [
  'account_read',
  'map_picture_read',
  'portal_exported',
  'audit_exported',
  'signed_in',
  'entered',
  'signed_out',
  'portal_connected',
  'portal_disconnected',
  'access_lost',
  'properties_removed',
  'key_created',
  'key_revoked',
  'settings_changed',
  'writes_changed',
  'comparison_asked',
] as const;
export type AuditCode = (typeof auditCodes)[number];

export interface AuditEntry {
  at: number;
  /** `user:ID`, `key:ID`, `sandbox`, or `quorum` for the service itself. */
  who: string;
  what: AuditCode;
  objectIds: string[];
}

export interface AuditQuery {
  who: string | null;
  what: AuditCode | null;
  /** Epoch ms, inclusive; and exclusive. */
  from: number | null;
  until: number | null;
  /** Entries older than this one. */
  before: string | null;
  limit: number;
}

/** Append-only. */
export interface Audit {
  append(portalId: number, entries: AuditEntry[]): Promise<void>;
  /** Newest first. */
  list(portalId: number, query: AuditQuery): Promise<(AuditEntry & { auditId: string })[]>;
}

/** All rows of one portal. */
export interface PortalData {
  /** Deletes the portal's rows of every table, in one transaction. */
  erase(portalId: number): Promise<void>;
  /** What only Quorum knows, with maps and values: one row at a time, with the table's name. */
  exportRows(portalId: number): AsyncIterable<{ table: string; row: Record<string, unknown> }>;
}

export interface AccessStores {
  grants: Grants;
  portalUsers: PortalUsers;
  sessions: Sessions;
  oneTime: OneTime;
  apiKeys: ApiKeys;
  audit: Audit;
  portalData: PortalData;
}

/** What HubSpot's token endpoint hands out. */
export interface IssuedTokens {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

/** Whose token it is, as HubSpot says. */
export interface TokenOwner {
  portalId: number;
  userId: string;
  scopes: string[];
}

/**
 * HubSpot's OAuth. Every method throws CrmUnavailableError where it cannot be asked, CrmRefusedError where it refuses for good.
 */
export interface TokenIssuer {
  exchange(attempt: { code: string; verifier: string; redirectUri: string }): Promise<IssuedTokens>;
  /** @throws PortalDisconnectedError where the refresh token is no longer taken. */
  refresh(refreshToken: string): Promise<IssuedTokens>;
  /** Null for a token that is not active. */
  introspect(accessToken: string): Promise<TokenOwner | null>;
  /** Takes the app out of the portal; done already counts as done. */
  uninstall(accessToken: string): Promise<void>;
  revoke(refreshToken: string): Promise<void>;
}
