// A CRM in memory behind the port: records, associations, merges and what was written, with refusals and outages on request.
import type {
  Association,
  Crm,
  CrmRecord,
  MirroredType,
  Owner,
  PropertyWrite,
  TaskDraft,
  WriteResult,
} from '../../src/accounts/crm.ts';

export interface FakeCrm extends Crm {
  put(record: CrmRecord): void;
  remove(type: MirroredType, id: string): void;
  associate(association: Association): void;
  dissociate(pair: Pick<Association, 'fromType' | 'fromId' | 'toType' | 'toId'>): void;
  /** From now on the old id answers with the survivor. */
  merge(type: MirroredType, mergedId: string, survivorId: string): void;
  owners: Owner[];
  written: { type: string; id: string; properties: Record<string, string> }[];
  tasks: TaskDraft[];
  /** Asked before each call; throws to make it fail. */
  beforeCall: (call: string) => void;
  calls: string[];
  pageSize: number;
}

export function fakeCrm(portalId: number): FakeCrm {
  const records = new Map<string, CrmRecord>();
  const associations = new Map<string, Association>();
  const survivors = new Map<string, string>();
  const key = (type: string, id: string) => `${type}/${id}`;
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
    remove: (type, id) => {
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
      return { records: all.slice(start, end), after: end < all.length ? String(end) : null };
    },
    readRecords: async ({ type, ids }) => {
      enter(`read ${type}`);
      const answer = { found: [] as { requestedId: string; record: CrmRecord }[], missing: [] as string[] };
      for (const requestedId of ids) {
        const record = records.get(key(type, survivors.get(key(type, requestedId)) ?? requestedId));
        if (record === undefined) answer.missing.push(requestedId);
        else answer.found.push({ requestedId, record });
      }
      return answer;
    },
    readAssociations: async ({ fromType, toType, fromIds }) => {
      enter(`associations ${fromType}>${toType}`);
      return [...associations.values()].filter(
        (each) => each.fromType === fromType && each.toType === toType && fromIds.includes(each.fromId),
      );
    },
    writeProperties: async ({ type, rows }: { type: string; rows: PropertyWrite[] }): Promise<WriteResult[]> => {
      enter(`write ${type}`);
      for (const { id, properties } of rows) crm.written.push({ type, id, properties });
      return rows.map(({ id }) => ({ id, outcome: 'written' }));
    },
    provision: async () => {
      enter('provision');
      return { created: [], adopted: [], failed: [] };
    },
    createTask: async (task) => {
      enter('createTask');
      const created = !crm.tasks.some((known) => known.key === task.key);
      if (created) crm.tasks.push(task);
      return { taskId: task.key, created };
    },
  };
  return crm;
}
