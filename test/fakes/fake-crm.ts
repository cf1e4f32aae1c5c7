// A CRM in memory that keeps the port's promises (test/hubspot/crm.contract.ts), with switches for what goes wrong.
import {
  type Association,
  type AssociationType,
  type Crm,
  type CrmRecord,
  CrmUnavailableError,
  type MirroredType,
  mirroredProperties,
  type Owner,
  PortalDisconnectedError,
  type PropertyWrite,
  type TaskDraft,
  type WriteResult,
} from '../../src/accounts/crm.ts';
import type { ManifestProperty } from '../../src/accounts/manifest.ts';

export interface FakeCrm extends Crm {
  /** Makes or changes a record; properties not named keep their values. */
  put(type: MirroredType, id: string, properties?: Record<string, string | null>): void;
  archive(type: MirroredType, id: string): void;
  restore(type: MirroredType, id: string): void;
  /** The merged ids answer as the survivor from now on; associations move to it. */
  merge(type: MirroredType, merge: { survivorId: string; mergedIds: string[] }): void;
  associate(from: [MirroredType, string], to: [MirroredType, string], types?: AssociationType[]): void;
  dissociate(from: [MirroredType, string], to: [MirroredType, string]): void;
  addOwner(owner: Owner): void;
  /** The present value of any property, own ones among them. */
  valueOf(type: MirroredType, id: string, property: string): string | null;
  /** Every call in order. */
  readonly calls: (keyof Crm)[];
  /** Every row that was written, in order. */
  readonly writes: { type: MirroredType; id: string; properties: Record<string, string> }[];
  readonly tasks: (TaskDraft & { taskId: string })[];
  /** Rows of this record are refused from now on. */
  refuseRow(id: string, reason: string): void;
  /** The next calls fail as in an outage. */
  failNext(calls: number): void;
  disconnect(): void;
}

export interface FakeCrmOptions {
  portalId?: number;
  currency?: string;
  now?: () => number;
  /** Records a page. */
  pageSize?: number;
}

interface State {
  records: Map<string, CrmRecord>;
  aliases: Map<string, string>;
  associations: Map<string, Association>;
  owners: Owner[];
  properties: Map<string, ManifestProperty>;
  refusals: Map<string, string>;
  failures: number;
  isConnected: boolean;
  now: () => number;
  fake: Pick<FakeCrm, 'calls' | 'writes' | 'tasks'>;
}

export function createFakeCrm(options: FakeCrmOptions = {}): FakeCrm {
  let tick = 1_700_000_000_000;
  const state: State = {
    records: new Map(),
    aliases: new Map(),
    associations: new Map(),
    owners: [],
    properties: new Map(),
    refusals: new Map(),
    failures: 0,
    isConnected: true,
    now: options.now ?? (() => (tick += 1)),
    fake: { calls: [], writes: [], tasks: [] },
  };
  return { ...state.fake, ...controls(state), ...port(state, options) };
}

function controls(state: State): Omit<FakeCrm, keyof Crm | 'calls' | 'writes' | 'tasks'> {
  const setArchived = (type: MirroredType, id: string, archived: boolean): void => {
    const record = state.records.get(keyOf(type, id));
    if (record !== undefined) state.records.set(keyOf(type, id), { ...record, archived, updatedAt: state.now() });
  };
  return {
    put: (type, id, properties = {}) => put(state, { type, id, properties }),
    archive: (type, id) => setArchived(type, id, true),
    restore: (type, id) => setArchived(type, id, false),
    merge: (type, { survivorId, mergedIds }) => merge(state, { type, survivorId, mergedIds }),
    associate: (from, to, types = []) => {
      keepAssociation(state, { from, to, types });
      keepAssociation(state, { from: to, to: from, types });
    },
    dissociate: (from, to) => {
      state.associations.delete(pairOf(from, to));
      state.associations.delete(pairOf(to, from));
    },
    addOwner: (owner) => {
      state.owners.push(owner);
    },
    valueOf: (type, id, property) =>
      state.records.get(keyOf(type, resolve(state, type, id)))?.properties[property] ?? null,
    refuseRow: (id, reason) => {
      state.refusals.set(id, reason);
    },
    failNext: (calls) => {
      state.failures = calls;
    },
    disconnect: () => {
      state.isConnected = false;
    },
  };
}

function port(state: State, options: FakeCrmOptions): Crm {
  const answering = <Answer>(call: keyof Crm, answer: () => Answer): Promise<Answer> =>
    Promise.resolve().then(() => {
      enter(state, call);
      return answer();
    });
  return {
    readPortal: () =>
      answering('readPortal', () => ({
        portalId: options.portalId ?? 1,
        name: 'Fake portal',
        timeZone: 'UTC',
        currency: options.currency ?? 'EUR',
        uiDomain: 'app.hubspot.example',
        sample: true,
      })),
    listOwners: () => answering('listOwners', () => [...state.owners]),
    listRecords: ({ type, after }) =>
      answering('listRecords', () => page(liveRecords(state, type), after, options.pageSize ?? 100)),
    readRecords: ({ type, ids }) => answering('readRecords', () => readRecords(state, type, ids)),
    readAssociations: ({ fromType, toType, fromIds }) =>
      answering('readAssociations', () => {
        const wanted = new Set(fromIds.map((id) => resolve(state, fromType, id)));
        return [...state.associations.values()].filter(
          (kept) =>
            kept.fromType === fromType && kept.toType === toType && wanted.has(kept.fromId) && isLive(state, kept),
        );
      }),
    writeProperties: ({ type, rows }) => answering('writeProperties', () => rows.map((row) => write(state, type, row))),
    provision: (manifest) =>
      answering('provision', () => {
        const report = { created: [] as string[], adopted: [] as string[], failed: [] };
        for (const [objectType, properties] of Object.entries(manifest.properties)) {
          for (const property of properties) {
            const name = `${objectType}.${property.name}`;
            (state.properties.has(name) ? report.adopted : report.created).push(name);
            state.properties.set(name, property);
          }
        }
        return report;
      }),
    createTask: (task) => answering('createTask', () => createTask(state, task)),
  };
}

function enter(state: State, call: keyof Crm): void {
  state.fake.calls.push(call);
  if (!state.isConnected) throw new PortalDisconnectedError('The fake portal is disconnected.');
  if (state.failures > 0) {
    state.failures -= 1;
    throw new CrmUnavailableError('The fake portal is down.', { retryAfterMs: 10 });
  }
}

function keyOf(type: MirroredType, id: string): string {
  return `${type} ${id}`;
}

function pairOf(from: [MirroredType, string], to: [MirroredType, string]): string {
  return [...from, ...to].join(' ');
}

function resolve(state: State, type: MirroredType, id: string): string {
  const survivor = state.aliases.get(keyOf(type, id));
  return survivor === undefined ? id : resolve(state, type, survivor);
}

interface Put {
  type: MirroredType;
  id: string;
  properties: Record<string, string | null>;
}

function put(state: State, { type, id, properties }: Put): void {
  const at = state.now();
  const known = state.records.get(keyOf(type, id));
  const record = known ?? { type, id, properties: {}, createdAt: at, updatedAt: at, archived: false };
  state.records.set(keyOf(type, id), { ...record, properties: { ...record.properties, ...properties }, updatedAt: at });
}

function merge(
  state: State,
  { type, survivorId, mergedIds }: { type: MirroredType; survivorId: string; mergedIds: string[] },
): void {
  for (const mergedId of mergedIds) {
    const merged = state.records.get(keyOf(type, mergedId));
    const survivor = state.records.get(keyOf(type, survivorId));
    put(state, { type, id: survivorId, properties: { ...merged?.properties, ...survivor?.properties } });
    state.records.delete(keyOf(type, mergedId));
    state.aliases.set(keyOf(type, mergedId), survivorId);
  }
  const moved = [...state.associations.values()];
  state.associations.clear();
  for (const { fromType, fromId, toType, toId, types } of moved) {
    const from: [MirroredType, string] = [fromType, resolve(state, fromType, fromId)];
    const to: [MirroredType, string] = [toType, resolve(state, toType, toId)];
    keepAssociation(state, { from, to, types });
  }
}

function keepAssociation(
  state: State,
  { from, to, types }: { from: [MirroredType, string]; to: [MirroredType, string]; types: AssociationType[] },
): void {
  const [fromType, fromId] = from;
  const [toType, toId] = to;
  state.associations.set(pairOf(from, to), { fromType, fromId, toType, toId, types });
}

function isLive(state: State, { fromType, fromId, toType, toId }: Association): boolean {
  const ends = [state.records.get(keyOf(fromType, fromId)), state.records.get(keyOf(toType, toId))];
  return ends.every((record) => record !== undefined && !record.archived);
}

function liveRecords(state: State, type: MirroredType): CrmRecord[] {
  return [...state.records.values()].filter((record) => record.type === type && !record.archived).map(mirrored);
}

function page(
  records: CrmRecord[],
  after: string | null,
  size: number,
): { records: CrmRecord[]; after: string | null } {
  const start = after === null ? 0 : Number(after);
  const end = start + size;
  return { records: records.slice(start, end), after: end < records.length ? String(end) : null };
}

/** What the mirror asks for, as HubSpot answers it. */
function mirrored(record: CrmRecord): CrmRecord {
  const properties = Object.fromEntries(
    mirroredProperties[record.type].map((name) => [name, record.properties[name] ?? null] as const),
  );
  return { ...record, properties };
}

function readRecords(
  state: State,
  type: MirroredType,
  ids: string[],
): { found: { requestedId: string; record: CrmRecord }[]; missing: string[] } {
  const found: { requestedId: string; record: CrmRecord }[] = [];
  const missing: string[] = [];
  for (const requestedId of new Set(ids)) {
    const record = state.records.get(keyOf(type, resolve(state, type, requestedId)));
    if (record === undefined || record.archived) missing.push(requestedId);
    else found.push({ requestedId, record: mirrored(record) });
  }
  return { found, missing };
}

function write(state: State, type: 'companies' | 'contacts' | 'deals', row: PropertyWrite): WriteResult {
  const refusal = state.refusals.get(row.id);
  if (refusal !== undefined) return failed(row.id, 'VALIDATION_ERROR', refusal);
  const id = resolve(state, type, row.id);
  const record = state.records.get(keyOf(type, id));
  if (record === undefined || record.archived) return failed(row.id, 'OBJECT_NOT_FOUND', 'The record is not there.');
  for (const name of Object.keys(row.properties).filter((property) => property.startsWith('quorum_'))) {
    if (!state.properties.has(`${type}.${name}`)) {
      return failed(row.id, 'PROPERTY_DOESNT_EXIST', `Property ${name} does not exist.`);
    }
  }
  put(state, { type, id, properties: row.properties });
  state.fake.writes.push({ type, id, properties: row.properties });
  return { id: row.id, outcome: 'written' };
}

function failed(id: string, category: string, reason: string): WriteResult {
  return { id, outcome: 'failed', category, reason, retryable: false };
}

function createTask(state: State, task: TaskDraft): { taskId: string; created: boolean } {
  const known = state.fake.tasks.find(({ key }) => key === task.key);
  if (known !== undefined) return { taskId: known.taskId, created: false };
  const taskId = `task-${state.fake.tasks.length + 1}`;
  state.fake.tasks.push({ ...task, taskId });
  return { taskId, created: true };
}
