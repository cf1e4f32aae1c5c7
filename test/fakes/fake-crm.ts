// A CRM in memory behind the port: records, associations, merges and what was written, with refusals and outages on request.
// It keeps the port's promises: test/hubspot/crm-on-fake.test.ts runs the same contract on it as on the real adapter.
import {
  type Association,
  type Crm,
  type CrmRecord,
  type MirroredType,
  mirroredProperties,
  type Owner,
  type PropertyWrite,
  type TaskDraft,
  type TaskState,
  type WriteResult,
} from '../../src/accounts/crm.ts';

export interface FakeCrm extends Crm {
  put(record: CrmRecord): void;
  remove(type: MirroredType, id: string): void;
  /** Values of a record that is there, as a person changes them. */
  change(type: MirroredType, id: string, properties: Record<string, string>): void;
  /** Gone for good. */
  erase(type: MirroredType, id: string): void;
  associate(association: Association): void;
  dissociate(pair: Pick<Association, 'fromType' | 'fromId' | 'toType' | 'toId'>): void;
  /** From now on the old id answers with the survivor. */
  merge(type: MirroredType, mergedId: string, survivorId: string): void;
  owners: Owner[];
  written: { type: string; id: string; properties: Record<string, string> }[];
  tasks: (TaskDraft & { state: TaskState })[];
  /** Asked before each call; throws to make it fail. */
  beforeCall: (call: string) => void;
  calls: string[];
  pageSize: number;
}

export function fakeCrm(portalId: number): FakeCrm {
  const records = new Map<string, CrmRecord>();
  const associations = new Map<string, Association>();
  const survivors = new Map<string, string>();
  const archived = new Set<string>();
  const provisioned = new Set<string>();
  const key = (type: string, id: string) => `${type}/${id}`;
  const survivorOf = (type: string, id: string): string => {
    const survivor = survivors.get(key(type, id));
    return survivor === undefined ? id : survivorOf(type, survivor);
  };
  const pairKey = (pair: Pick<Association, 'fromType' | 'fromId' | 'toType' | 'toId'>) =>
    `${pair.fromType}/${pair.fromId}>${pair.toType}/${pair.toId}`;
  const enter = (call: string) => {
    crm.calls.push(call);
    crm.beforeCall(call);
  };
  const crm: FakeCrm = {
    owners: [],
    written: [],
    tasks: [],
    calls: [],
    beforeCall: () => undefined,
    pageSize: 100,
    put: (record) => {
      records.set(key(record.type, record.id), record);
    },
    change: (type, id, properties) => {
      const record = records.get(key(type, id));
      if (record === undefined) throw new Error('There is no such record.');
      records.set(key(type, id), { ...record, properties: { ...record.properties, ...properties } });
    },
    remove: (type, id) => {
      archived.add(key(type, id));
      crm.erase(type, id);
    },
    erase: (type, id) => {
      records.delete(key(type, id));
      for (const [at, each] of associations) {
        if ((each.fromType === type && each.fromId === id) || (each.toType === type && each.toId === id)) {
          associations.delete(at);
        }
      }
    },
    associate: (association) => {
      associations.set(pairKey(association), association);
    },
    dissociate: (pair) => {
      associations.delete(pairKey(pair));
    },
    merge: (type, mergedId, survivorId) => {
      survivors.set(key(type, mergedId), survivorId);
      for (const each of [...associations.values()]) {
        const moved = { ...each };
        if (each.fromType === type && each.fromId === mergedId) moved.fromId = survivorId;
        if (each.toType === type && each.toId === mergedId) moved.toId = survivorId;
        associations.delete(pairKey(each));
        associations.set(pairKey(moved), moved);
      }
      records.delete(key(type, mergedId));
    },
    readPortal: async () => {
      enter('readPortal');
      return { portalId, name: 'Fake', timeZone: 'UTC', currency: 'USD', uiDomain: 'fake.invalid', sample: true };
    },
    listOwners: async () => {
      enter('listOwners');
      return crm.owners;
    },
    listRecords: async ({ type, after }) => {
      enter(`list ${type}`);
      const all = [...records.values()].filter((record) => record.type === type);
      const start = Number(after ?? 0);
      const end = start + crm.pageSize;
      return { records: all.slice(start, end).map(asRead), after: end < all.length ? String(end) : null };
    },
    readRecords: async ({ type, ids }) => {
      enter(`read ${type}`);
      const answer = { found: [] as { requestedId: string; record: CrmRecord }[], missing: [] as string[] };
      for (const requestedId of new Set(ids)) {
        const record = records.get(key(type, survivorOf(type, requestedId)));
        if (record === undefined) answer.missing.push(requestedId);
        else answer.found.push({ requestedId, record: asRead(record) });
      }
      return answer;
    },
    countRecords: async (type) => {
      enter(`count ${type}`);
      return [...records.values()].filter((record) => record.type === type).length;
    },
    listChanged: async ({ type, since, afterId }) => {
      enter(`changed ${type}`);
      return [...records.values()]
        .filter(
          (record) => record.type === type && record.updatedAt >= since && Number(record.id) > Number(afterId ?? 0),
        )
        .sort((left, right) => Number(left.id) - Number(right.id))
        .slice(0, 200)
        .map(asRead);
    },
    archivedAmong: async ({ type, ids }) => {
      enter(`archived ${type}`);
      return ids.filter((id) => archived.has(key(type, id)));
    },
    readAssociations: async ({ fromType, toType, fromIds }) => {
      enter(`associations ${fromType}>${toType}`);
      return [...associations.values()].filter(
        (each) => each.fromType === fromType && each.toType === toType && fromIds.includes(each.fromId),
      );
    },
    writeProperties: async ({ type, rows }: { type: string; rows: PropertyWrite[] }): Promise<WriteResult[]> => {
      enter(`write ${type}`);
      return rows.map(({ id, properties }): WriteResult => {
        const record = records.get(key(type, survivorOf(type, id)));
        if (record === undefined) return { id, outcome: 'failed', ...notThere };
        crm.written.push({ type, id, properties });
        records.set(key(type, record.id), { ...record, properties: { ...record.properties, ...properties } });
        return { id, outcome: 'written' };
      });
    },
    provision: async (manifest) => {
      enter('provision');
      const names = Object.entries(manifest.properties).flatMap(([type, properties]) =>
        properties.map(({ name }) => `${type}.${name}`),
      );
      const created = names.filter((name) => !provisioned.has(name));
      for (const name of created) provisioned.add(name);
      return { created, adopted: names.filter((name) => !created.includes(name)), failed: [] };
    },
    createTask: async (task) => {
      enter('createTask');
      const created = !crm.tasks.some((known) => known.key === task.key);
      if (created) crm.tasks.push({ ...task, state: 'open' });
      return { taskId: task.key, created };
    },
    setTaskState: async ({ key, state }) => {
      enter('setTaskState');
      const task = crm.tasks.find((known) => known.key === key);
      if (task === undefined) return 'absent';
      if (task.state === state) return 'unchanged';
      task.state = state;
      return 'set';
    },
    readProperties: async ({ type, ids, properties }) => {
      enter(`properties ${type}`);
      return new Map(
        ids.flatMap((id) => {
          const record = survivors.has(key(type, id)) ? undefined : records.get(key(type, id));
          if (record === undefined) return [];
          return [[id, Object.fromEntries(properties.map((name) => [name, record.properties[name] || null]))] as const];
        }),
      );
    },
    removeProvisioned: async (manifest) => {
      enter('removeProvisioned');
      const removed = Object.entries(manifest.properties).flatMap(([type, properties]) =>
        properties.length === 0
          ? []
          : [...properties.map(({ name }) => `${type}.${name}`), `${type} group ${manifest.group.name}`],
      );
      provisioned.clear();
      return { removed, notRemoved: [] };
    },
  };
  return crm;
}

const notThere = { category: 'OBJECT_NOT_FOUND', reason: 'There is no such record.', retryable: false };

/** HubSpot answers with the properties that were asked for, null where there is no value. */
function asRead(record: CrmRecord): CrmRecord {
  const names = mirroredProperties[record.type];
  return { ...record, properties: Object.fromEntries(names.map((name) => [name, record.properties[name] ?? null])) };
}
