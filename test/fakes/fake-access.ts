// Grants, users, sessions, keys and the audit log in memory.
import type { AccessStores, ApiKey, AuditEntry, Grant, Session } from '../../src/accounts/access-port.ts';

interface AccessState {
  grants: Map<number, Grant>;
  users: Map<string, { portalId: number; userId: string; isAdmin: boolean; at: number }>;
  sessions: Map<string, Session>;
  oneTime: Map<string, { payload: string | null; expiresAt: number }>;
  keys: Map<string, ApiKey & { portalId: number; digest: string }>;
  audit: { portalId: number; entry: AuditEntry & { auditId: string } }[];
}

/** What else a portal holds, for its export and its end. */
interface RestOfPortal {
  erase(portalId: number): void;
  rows(portalId: number): { table: string; row: Record<string, unknown> }[];
}

export function fakeAccess(rest: RestOfPortal): AccessStores {
  const state: AccessState = {
    grants: new Map(),
    users: new Map(),
    sessions: new Map(),
    oneTime: new Map(),
    keys: new Map(),
    audit: [],
  };
  return {
    grants: {
      load: async (portalId) => structuredClone(state.grants.get(portalId) ?? null),
      async save(grant) {
        state.grants.set(grant.portalId, structuredClone(grant));
      },
      async remove(portalId) {
        state.grants.delete(portalId);
      },
      portals: async () => [...state.grants.keys()].sort((left, right) => left - right),
    },
    portalUsers: {
      async prove(portalId, user) {
        state.users.set(`${portalId} ${user.userId}`, { portalId, ...user });
      },
      portalsOf: async (userId, since) =>
        [...state.users.values()]
          .filter((user) => user.userId === userId && user.at >= since)
          .map(({ portalId, isAdmin }) => ({ portalId, isAdmin }))
          .sort((left, right) => left.portalId - right.portalId),
    },
    sessions: fakeSessions(state),
    oneTime: fakeOneTime(state),
    apiKeys: fakeKeys(state),
    audit: fakeAudit(state),
    portalData: {
      async erase(portalId) {
        eraseAccess(state, portalId);
        rest.erase(portalId);
      },
      async *exportRows(portalId) {
        yield* rest.rows(portalId);
      },
    },
  };
}

function fakeSessions({ sessions }: AccessState): AccessStores['sessions'] {
  return {
    async open(digest, session) {
      sessions.set(digest, structuredClone(session));
    },
    async find(digest) {
      const found = sessions.get(digest);
      return found === undefined || found.portals.length === 0 ? null : structuredClone(found);
    },
    async touch(digest, { at }) {
      const found = sessions.get(digest);
      if (found !== undefined) found.seenAt = Math.max(found.seenAt, at);
    },
    async close(digest, portalIds) {
      const found = sessions.get(digest);
      if (found !== undefined) found.portals = found.portals.filter(({ portalId }) => !portalIds.includes(portalId));
    },
    async purge(portalId, before) {
      for (const session of sessions.values()) {
        if (session.expiresAt < before) {
          session.portals = session.portals.filter((portal) => portal.portalId !== portalId);
        }
      }
    },
  };
}

function fakeOneTime({ oneTime }: AccessState): AccessStores['oneTime'] {
  return {
    async keep(portalId, { digest, payload, expiresAt, now }) {
      const key = `${portalId} ${digest}`;
      const known = oneTime.get(key);
      if (known !== undefined && known.expiresAt >= now) return false;
      oneTime.set(key, { payload, expiresAt });
      return true;
    },
    async take(portalId, digest, now) {
      const key = `${portalId} ${digest}`;
      const known = oneTime.get(key);
      oneTime.delete(key);
      return known === undefined || known.expiresAt < now ? null : { payload: known.payload };
    },
  };
}

function fakeKeys({ keys }: AccessState): AccessStores['apiKeys'] {
  const keyOf = (portalId: number, keyId: string) => keys.get(`${portalId} ${keyId}`);
  return {
    list: async (portalId) =>
      [...keys.values()]
        .filter((key) => key.portalId === portalId)
        .sort((left, right) => right.createdAt - left.createdAt || (left.keyId < right.keyId ? -1 : 1))
        .map(({ portalId: _portal, digest: _digest, ...key }) => ({ ...key })),
    async create(portalId, key) {
      keys.set(`${portalId} ${key.keyId}`, { ...key, portalId });
    },
    async find(portalId, keyId) {
      const found = keyOf(portalId, keyId);
      if (found === undefined) return null;
      const { portalId: _portal, ...key } = found;
      return { ...key };
    },
    async used(portalId, keyId, at) {
      const found = keyOf(portalId, keyId);
      if (found !== undefined) found.usedAt = at;
    },
    async revoke(portalId, keyId, at) {
      const found = keyOf(portalId, keyId);
      if (found === undefined || found.revokedAt !== null) return false;
      found.revokedAt = at;
      return true;
    },
  };
}

function fakeAudit(state: AccessState): AccessStores['audit'] {
  return {
    async append(portalId, entries) {
      for (const entry of entries) {
        state.audit.push({ portalId, entry: { ...structuredClone(entry), auditId: String(state.audit.length + 1) } });
      }
    },
    list: async (portalId, { who, what, from, until, before, limit }) =>
      state.audit
        .filter(({ portalId: of, entry }) => {
          const matches = (who === null || entry.who === who) && (what === null || entry.what === what);
          const inTime = (from === null || entry.at >= from) && (until === null || entry.at < until);
          return of === portalId && matches && inTime && (before === null || Number(entry.auditId) < Number(before));
        })
        .map(({ entry }) => structuredClone(entry))
        .reverse()
        .slice(0, limit),
  };
}

function eraseAccess(state: AccessState, portalId: number): void {
  state.grants.delete(portalId);
  state.audit = state.audit.filter((each) => each.portalId !== portalId);
  for (const map of [state.users, state.oneTime, state.keys]) {
    for (const key of [...map.keys()]) if (key.startsWith(`${portalId} `)) map.delete(key);
  }
  for (const session of state.sessions.values()) {
    session.portals = session.portals.filter((portal) => portal.portalId !== portalId);
  }
}
