// Every store in memory, for tests of use cases; the contract suites in test/store hold it to what PostgreSQL does.
import type { CrmRecord } from '../../src/accounts/crm.ts';
import type {
  DirtyAccounts,
  Fault,
  Faults,
  Inbox,
  InboxWriter,
  Portal,
  Portals,
  Stores,
  SyncProgress,
  SyncStep,
} from '../../src/accounts/ports.ts';
import { fakeAccess } from './fake-access.ts';
import { type AccountState, emptyAccounts, fakeAccounts, fakeResults, listCompany } from './fake-accounts.ts';
import { fakeCallSlots } from './fake-call-slots.ts';
import { emptyMirror, fakeMirror } from './fake-mirror.ts';
import type { MirrorState } from './fake-mirror-reads.ts';
import { fakeDifferences, fakeReconcileRuns } from './fake-reconcile.ts';
import { fakeChangeFeed, fakeLocks } from './fake-signals.ts';
import { fakeCallDays, fakeProvisioned, fakeWithheld, fakeWriteSwitch } from './fake-write-control.ts';
import { emptyWrites, eraseWrites, fakeJournal, fakeWriteRuns, type WriteState } from './fake-writes.ts';

interface InboxRow {
  inboxId: string;
  receivedAt: number;
  body: Buffer;
  state: 'pending' | 'done' | 'quarantined';
  eraseBody: boolean;
}

interface PortalState {
  mirror: MirrorState;
  accounts: AccountState;
  inbox: InboxRow[];
  totals: {
    done: number;
    quarantined: number;
    notifications: number;
    echoes: number;
    odd: number;
    last: number | null;
  };
  dirty: Map<string, { accountId: string; markedAt: number; value: boolean; version: number }>;
  writes: WriteState;
  steps: Map<string, SyncStep>;
  faults: Fault[];
}

export function fakeStores(): Stores {
  const states = new Map<number, PortalState>();
  const portals = new Map<number, Portal>();
  const of = (portalId: number): PortalState => {
    const state = states.get(portalId) ?? emptyPortal();
    states.set(portalId, state);
    return state;
  };
  const withSome = (has: (state: PortalState) => boolean) =>
    [...states]
      .filter(([, state]) => has(state))
      .map(([portalId]) => portalId)
      .sort((left, right) => left - right);
  const writesOf = (portalId: number) => of(portalId).writes;
  const accountContext = { of: (portalId: number) => ({ ...of(portalId), portal: portals.get(portalId) }) };
  return {
    portals: fakePortals(portals),
    inbox: fakeInbox(of, () => withSome((state) => state.inbox.some((row) => row.state === 'pending'))),
    inboxWriter: fakeInboxWriter(of),
    mirror: fakeMirror(
      (portalId) => of(portalId).mirror,
      (portalId) => ({
        companyChanged: (company: CrmRecord) => listCompany(of(portalId).accounts, company),
        personErased: (contactId, accountIds) => erasePerson(of(portalId), contactId, accountIds),
      }),
    ),
    dirtyAccounts: fakeDirtyAccounts(of, () => withSome((state) => state.dirty.size > 0)),
    results: fakeResults((portalId) => of(portalId).accounts),
    journal: fakeJournal(writesOf, (portalId) => of(portalId).mirror.aliases),
    writeRuns: fakeWriteRuns(writesOf),
    withheld: fakeWithheld(writesOf),
    writeSwitch: fakeWriteSwitch(writesOf),
    provisioned: fakeProvisioned(writesOf),
    callDays: fakeCallDays(writesOf),
    progress: fakeProgress(of),
    faults: fakeFaults(of),
    accounts: fakeAccounts(accountContext.of),
    changes: fakeChangeFeed(),
    locks: fakeLocks(),
    ...fakeAccess({
      erase: (portalId) => {
        states.delete(portalId);
        portals.delete(portalId);
      },
      rows: (portalId) => [...of(portalId).accounts.maps].map(([, map]) => ({ table: 'account_map', row: { map } })),
    }),
    callSlots: fakeCallSlots(),
    differences: fakeDifferences((portalId) => of(portalId).mirror),
    reconcileRuns: fakeReconcileRuns(),
  };
}

function emptyPortal(): PortalState {
  return {
    mirror: emptyMirror(),
    accounts: emptyAccounts(),
    inbox: [],
    totals: { done: 0, quarantined: 0, notifications: 0, echoes: 0, odd: 0, last: null },
    dirty: new Map(),
    writes: emptyWrites(),
    steps: new Map(),
    faults: [],
  };
}

function erasePerson(state: PortalState, contactId: string, accountIds: string[]): void {
  for (const row of state.inbox) {
    if (!row.body.includes(contactId)) continue;
    if (row.state === 'pending') row.eraseBody = true;
    else row.body = Buffer.alloc(0);
  }
  eraseWrites(state.writes, contactId);
  for (const [accountId, map] of state.accounts.maps) {
    if (accountIds.includes(accountId) || JSON.stringify(map).includes(`"${contactId}"`))
      state.accounts.maps.delete(accountId);
  }
}

function fakePortals(portals: Map<number, Portal>): Portals {
  return {
    list: async () => structuredClone([...portals.values()].sort((left, right) => left.portalId - right.portalId)),
    find: async (portalId) => structuredClone(portals.get(portalId) ?? null),
    async connect({ at, settings, ...details }) {
      const known = portals.get(details.portalId);
      const kept = known ?? { state: 'backfilling' as const, connectedAt: at, settings };
      const portal = { ...details, state: kept.state, connectedAt: kept.connectedAt, settings: kept.settings };
      portals.set(portal.portalId, structuredClone(portal));
      return portal;
    },
    async setState(portalId, state) {
      const portal = portals.get(portalId);
      if (portal) portal.state = state;
    },
  };
}

function fakeInbox(of: (portalId: number) => PortalState, portalsPending: () => number[]): Inbox {
  const finish = (portalId: number, inboxId: string, state: 'done' | 'quarantined'): boolean => {
    const { inbox, totals } = of(portalId);
    const row = inbox.find((each) => each.inboxId === inboxId && each.state === 'pending');
    if (!row) return false;
    row.state = state;
    if (row.eraseBody) row.body = Buffer.alloc(0);
    totals[state] += 1;
    totals.last = Math.max(totals.last ?? 0, row.receivedAt);
    return true;
  };
  return {
    async pending(portalId, limit) {
      const rows = of(portalId)
        .inbox.filter((row) => row.state === 'pending')
        .slice(0, limit);
      return rows.map(({ inboxId, receivedAt, body }) => ({ inboxId, receivedAt, body }));
    },
    async complete(portalId, batches) {
      const { totals } = of(portalId);
      for (const batch of batches) {
        if (!finish(portalId, batch.inboxId, 'done')) continue;
        for (const count of ['notifications', 'echoes', 'odd'] as const) totals[count] += batch[count];
      }
    },
    async quarantine(portalId, inboxId) {
      finish(portalId, inboxId, 'quarantined');
    },
    portalsPending: async () => portalsPending(),
    async counts(portalId) {
      const { inbox, totals } = of(portalId);
      const waiting = inbox.filter((row) => row.state === 'pending').map((row) => row.receivedAt);
      const { last, ...counted } = totals;
      const received = last === null ? waiting : [...waiting, last];
      return {
        ...counted,
        pending: waiting.length,
        oldestPendingAt: waiting.length > 0 ? Math.min(...waiting) : null,
        lastReceivedAt: received.length > 0 ? Math.max(...received) : null,
      };
    },
    async purge(portalId, before) {
      const state = of(portalId);
      const kept = state.inbox.filter((row) => row.state === 'pending' || row.receivedAt >= before);
      const gone = state.inbox.length - kept.length;
      state.inbox = kept;
      return gone;
    },
  };
}

function fakeInboxWriter(of: (portalId: number) => PortalState): InboxWriter {
  let appended = 0;
  return {
    async append({ portalId, receivedAt, body }) {
      appended += 1;
      const row = { inboxId: String(appended), receivedAt, body: Buffer.from(body) };
      of(portalId).inbox.push({ ...row, state: 'pending', eraseBody: false });
    },
  };
}

function fakeDirtyAccounts(of: (portalId: number) => PortalState, portalsDirty: () => number[]): DirtyAccounts {
  let version = 0;
  return {
    async mark(portalId, accountIds, { at, value }) {
      for (const accountId of accountIds) {
        const kept = of(portalId).dirty.get(accountId);
        version += 1;
        const markedAt = kept?.markedAt ?? at;
        of(portalId).dirty.set(accountId, { accountId, markedAt, value: value || kept?.value === true, version });
      }
    },
    async list(portalId, limit) {
      const order = (mark: { markedAt: number; accountId: string }) => [mark.markedAt, mark.accountId] as const;
      return [...of(portalId).dirty.values()]
        .sort((left, right) => {
          const [leftAt, leftId] = order(left);
          const [rightAt, rightId] = order(right);
          return leftAt - rightAt || (leftId < rightId ? -1 : 1);
        })
        .slice(0, limit)
        .map((mark) => ({ ...mark }));
    },
    async clear(portalId, marks) {
      const { dirty } = of(portalId);
      for (const mark of marks) if (dirty.get(mark.accountId)?.version === mark.version) dirty.delete(mark.accountId);
    },
    portalsDirty: async () => portalsDirty(),
  };
}

function fakeProgress(of: (portalId: number) => PortalState): SyncProgress {
  return {
    load: async (portalId) =>
      structuredClone([...of(portalId).steps.values()].sort((left, right) => (left.step < right.step ? -1 : 1))),
    async save(portalId, step) {
      of(portalId).steps.set(step.step, { ...step });
    },
  };
}

function fakeFaults(of: (portalId: number) => PortalState): Faults {
  return {
    async record(portalId, fault) {
      of(portalId).faults = [{ ...fault }, ...of(portalId).faults].slice(0, 500);
    },
    last: async (portalId, limit) => of(portalId).faults.slice(0, limit),
  };
}
