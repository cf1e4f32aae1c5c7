// What the use cases need from the stores: one interface a concern, each first key the portal. The store room implements them.
import type { AccountMap } from '../buying-center/model.ts';
import type { AccountValue, ClassThresholds, PortalFit, ValueSettings, Verdict } from '../value/model.ts';
import type { AccessStores } from './access-port.ts';
import type { AccountReader } from './account-reader-port.ts';
import type { CallDays } from './call-days-port.ts';
import type { CallSlots } from './call-slots-port.ts';
import type { Association, CrmRecord, MirroredType, Owner, PortalDetails } from './crm.ts';
import type { FaultReason } from './fault-words.ts';
import type { Provisioned } from './provisioned-port.ts';
import type { MirrorDifferences, ReconcileRuns } from './reconcile-port.ts';
import type { ServeCosts } from './serve-costs.ts';
import type { WriteJournal } from './write-journal-port.ts';
import type { WithheldWrites, WriteRuns, WriteSwitch } from './write-runs-port.ts';

export type PortalState = 'backfilling' | 'ready' | 'disconnected';

export interface Portal extends PortalDetails {
  state: PortalState;
  /** Own application id: how own writes are recognised in notifications. */
  appId: number;
  connectedAt: number;
  settings: PortalSettings;
}

type PortalSettings = ValueSettings & { serve: ServeCosts };

export interface Portals {
  list(): Promise<Portal[]>;
  find(portalId: number): Promise<Portal | null>;
  /** Inserts or renews the details; state and settings of a known portal are kept. */
  connect(details: PortalDetails & { appId: number; at: number; settings: PortalSettings }): Promise<Portal>;
  setState(portalId: number, state: PortalState): Promise<void>;
}

/** A webhook batch as it came, kept as one row until its effect is in the mirror. */
export interface InboxBatch {
  inboxId: string;
  receivedAt: number;
  body: Buffer;
}

export interface Inbox {
  /** Oldest first, at most `limit`; rows stay pending until `complete` or `quarantine`. */
  pending(portalId: number, limit: number): Promise<InboxBatch[]>;
  complete(
    portalId: number,
    batches: { inboxId: string; notifications: number; echoes: number; odd: number }[],
  ): Promise<void>;
  /** Keeps what cannot be applied, with the reason, out of the way of what follows. */
  quarantine(portalId: number, inboxId: string, reason: string): Promise<void>;
  /** Portals with pending batches: what the sweep nudges. */
  portalsPending(): Promise<number[]>;
  counts(portalId: number): Promise<{
    pending: number;
    done: number;
    quarantined: number;
    notifications: number;
    echoes: number;
    odd: number;
    oldestPendingAt: number | null;
    lastReceivedAt: number | null;
  }>;
  /** Deletes finished batches received before the date. */
  purge(portalId: number, before: number): Promise<number>;
}

/** The ingress's only view of the store: append and nothing else, committed before it resolves. */
export interface InboxWriter {
  /** `portalId` 0 keeps batches that belong to no known portal. */
  append(batch: { portalId: number; receivedAt: number; body: Buffer }): Promise<void>;
}

export interface Mirror {
  /** Upserts by id; a record whose `updatedAt` is older than the kept one changes nothing. Returns ids that really changed. */
  upsertRecords(portalId: number, records: CrmRecord[]): Promise<string[]>;
  /** Records that the CRM no longer has: archived in the mirror, their associations removed. */
  removeRecords(portalId: number, type: MirroredType, ids: string[]): Promise<void>;
  /** Every trace of a person: record, associations, bodies of batches that name it; a salted tombstone stays, so that it is not revived. */
  erasePerson(portalId: number, contactId: string): Promise<void>;
  /** `mergedId` now answers as `survivorId`; chains are followed. */
  addAlias(portalId: number, alias: { type: MirroredType; mergedId: string; survivorId: string }): Promise<void>;
  resolveAliases(portalId: number, type: MirroredType, ids: string[]): Promise<Map<string, string>>;
  /** Replaces all associations of these from-records to that type (and the mirrored reverse direction). */
  replaceAssociations(
    portalId: number,
    scope: { fromType: MirroredType; toType: MirroredType; fromIds: string[] },
    associations: Association[],
  ): Promise<void>;
  replaceOwners(portalId: number, owners: Owner[]): Promise<void>;
  /** The accounts (company ids) these records bear on, as the mirror knows it now: before and after a change both count. */
  accountsOf(portalId: number, type: MirroredType, ids: string[]): Promise<string[]>;
  /** The one account each contact or deal belongs to, where it is associated with several; by record id. */
  homeAccounts(portalId: number, type: 'contacts' | 'deals', ids: string[]): Promise<Map<string, string>>;
  accountIds(portalId: number): Promise<string[]>;
  /** Lets the store look at what a first copy brought, so that it reads it in the quickest way. */
  refreshStatistics(): Promise<void>;
  counts(portalId: number): Promise<Partial<Record<MirroredType, number>>>;
  /** Everything that a map and a value of one account are made from. Null when the company is not in the mirror. */
  loadAccount(portalId: number, accountId: string): Promise<AccountSources | null>;
  /** The same for all accounts that have deals, for the portal's fit: deals with line items, counts and durations of contact. */
  loadLedgerSources(portalId: number, accountIds: string[] | 'all'): Promise<LedgerSources[]>;
  /** The same, a bounded number of accounts at a time. */
  ledgerBatches(portalId: number, accountIds: string[] | 'all'): AsyncIterable<LedgerSources[]>;
}

/** One account's rows of the mirror. */
export interface AccountSources {
  company: CrmRecord;
  parentId: string | null;
  childIds: string[];
  contacts: CrmRecord[];
  /** Types of each contact's association to the company (primary, labels). */
  contactLabels: Association[];
  /** Contact to contact, both ends known; labels carry reporting lines. */
  contactPairs: Association[];
  deals: CrmRecord[];
  dealContacts: Association[];
  /** With the ids of those contacts of this account who took part. */
  engagements: { record: CrmRecord; contactIds: string[] }[];
  owners: Owner[];
}

/** What one account's contributions are made from. */
export interface LedgerSources {
  accountId: string;
  createdAt: number;
  deals: { record: CrmRecord; lineItems: CrmRecord[] }[];
  tickets: CrmRecord[];
  engagements: CrmRecord[];
}

export interface DirtyAccounts {
  mark(portalId: number, accountIds: string[], mark: { at: number; value: boolean }): Promise<void>;
  /** Accounts whose marks are older than `before`, oldest first; they stay until `clear`. */
  list(
    portalId: number,
    limit: number,
  ): Promise<{ accountId: string; markedAt: number; value: boolean; version: number }[]>;
  /** Clears marks that did not move on since `list`: a mark renewed meanwhile stays. */
  clear(portalId: number, marks: { accountId: string; version: number }[]): Promise<void>;
  portalsDirty(): Promise<number[]>;
}

export interface Results {
  saveMap(portalId: number, map: AccountMap): Promise<void>;
  saveValues(portalId: number, values: { value: AccountValue; verdict: Verdict; at: number }[]): Promise<void>;
  loadMap(portalId: number, accountId: string): Promise<AccountMap | null>;
  loadMaps(portalId: number, accountIds: string[]): Promise<AccountMap[]>;
  loadValue(portalId: number, accountId: string): Promise<StoredValue | null>;
  loadValues(portalId: number): Promise<StoredValue[]>;
  saveFit(portalId: number, fit: PortalFit, thresholds: ClassThresholds): Promise<void>;
  loadFit(portalId: number): Promise<{ fit: PortalFit; thresholds: ClassThresholds } | null>;
  removeAccounts(portalId: number, accountIds: string[]): Promise<void>;
}

export interface StoredValue {
  value: AccountValue;
  verdict: Verdict;
  /** When the account entered its present class, epoch ms. */
  classSince: number | null;
  computedAt: number;
}

/** Progress of the first copy of a portal, kept so that a killed backfill goes on where it was. */
export interface SyncProgress {
  load(portalId: number): Promise<SyncStep[]>;
  save(portalId: number, step: SyncStep): Promise<void>;
}

export interface SyncStep {
  /** A mirrored type, or `from>to` for an association pair, or `owners`. */
  step: string;
  state: 'waiting' | 'running' | 'done' | 'unavailable';
  after: string | null;
  count: number;
  /** How many there will be; null where nobody said. */
  expected: number | null;
  reason: string | null;
  updatedAt: number;
}

/** The last things that went wrong; fault-words.ts says them in the reader's language. Never personal data. */
export interface Faults {
  record(portalId: number, fault: Fault): Promise<void>;
  /** Newest first. */
  last(portalId: number, limit: number): Promise<Fault[]>;
}

export interface Fault extends FaultReason {
  at: number;
  where: string;
}

/** What changed, for open pages; `accountId` only with kind `account`. */
interface Change {
  portalId: number;
  kind: 'account' | 'accounts' | 'sync' | 'ops' | 'writes';
  accountId: string | null;
}

/** Across processes where the store allows it. */
export interface ChangeFeed {
  publish(change: Change): Promise<void>;
  subscribe(listener: (change: Change) => void): Promise<() => Promise<void>>;
}

/** One exclusive section a key across processes; resolves with null when somebody else holds it. */
export interface Locks {
  tryWithin<T>(key: string, work: () => Promise<T>): Promise<T | null>;
}

export interface Stores extends AccessStores {
  portals: Portals;
  inbox: Inbox;
  inboxWriter: InboxWriter;
  mirror: Mirror;
  dirtyAccounts: DirtyAccounts;
  results: Results;
  journal: WriteJournal;
  writeRuns: WriteRuns;
  withheld: WithheldWrites;
  writeSwitch: WriteSwitch;
  provisioned: Provisioned;
  callDays: CallDays;
  progress: SyncProgress;
  faults: Faults;
  accounts: AccountReader;
  changes: ChangeFeed;
  locks: Locks;
  callSlots: CallSlots;
  differences: MirrorDifferences;
  reconcileRuns: ReconcileRuns;
}
