// What every Crm promises to the use cases, whichever stands behind it: run on the fake and on the adapter over the wire.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import {
  type Crm,
  type CrmRecord,
  type MirroredType,
  mirroredProperties,
  type WriteResult,
} from '../../src/accounts/crm.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';

/** A CRM and the hand that changes what is in it. */
export interface CrmWorld {
  crm: Crm;
  portalId: number;
  /** Ids in the order of the properties given. */
  create(type: MirroredType, records: Record<string, string>[]): Promise<string[]>;
  archive(type: MirroredType, id: string): Promise<void>;
  associate(from: [MirroredType, string], to: [MirroredType, string]): Promise<void>;
  /** The survivor's id. */
  merge(type: MirroredType, ids: { primaryId: string; mergedId: string }): Promise<string>;
  close(): Promise<void>;
}

const noId = '999999999';

export function describeCrm(name: string, open: () => Promise<CrmWorld>): void {
  describe(name, () => {
    let world: CrmWorld;
    beforeAll(async () => {
      world = await open();
    });
    afterAll(() => world.close());

    reads(() => world);
    merges(() => world);
    writes(() => world);
  });
}

async function createOne(world: CrmWorld, type: MirroredType, properties: Record<string, string>): Promise<string> {
  const [id] = await world.create(type, [properties]);
  if (id === undefined) throw new Error('nothing was created');
  return id;
}

async function listAll(crm: Crm, type: MirroredType): Promise<CrmRecord[]> {
  const records: CrmRecord[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Crm['listRecords']>> = await crm.listRecords({ type, after });
    records.push(...page.records);
    after = page.after;
  } while (after !== null);
  return records;
}

function reads(world: () => CrmWorld): void {
  it('says which portal it is', async () => {
    const portal = await world().crm.readPortal();
    expect(portal.portalId).toBe(world().portalId);
    expect(portal.currency).toMatch(/^[A-Z]{3}$/);
    expect(() => new Intl.DateTimeFormat('en', { timeZone: portal.timeZone })).not.toThrow();
    for (const owner of await world().crm.listOwners()) expect(owner.ownerId).toMatch(/^\d+$/);
  });

  it('lists every living record once, past the first page', async () => {
    const { crm } = world();
    const ids = await world().create(
      'line_items',
      Array.from({ length: 130 }, (_, index) => ({ name: `item ${index}` })),
    );
    const [gone] = ids;
    if (gone !== undefined) await world().archive('line_items', gone);
    const listed = (await listAll(crm, 'line_items')).map(({ id }) => id);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toEqual(expect.arrayContaining(ids.slice(1)));
    expect(listed).not.toContain(gone);
  });

  it('gives each mirrored property as text or null, and no other', async () => {
    const id = await createOne(world(), 'contacts', { firstname: 'Ann', lastname: 'Example' });
    const { found } = await world().crm.readRecords({ type: 'contacts', ids: [id] });
    const record = found[0]?.record;
    expect(record).toMatchObject({ type: 'contacts', id, archived: false });
    expect(Object.keys(record?.properties ?? {}).toSorted()).toEqual(mirroredProperties.contacts.toSorted());
    expect(record?.properties).toMatchObject({ firstname: 'Ann', lastname: 'Example', jobtitle: null });
    expect(record?.updatedAt).toBeGreaterThanOrEqual(record?.createdAt ?? Number.NaN);
  });

  it('reads by id: what is there, what is archived, what never was', async () => {
    const [here, gone] = await world().create('companies', [{ name: 'Here' }, { name: 'Gone' }]);
    if (here === undefined || gone === undefined) throw new Error('nothing was created');
    await world().archive('companies', gone);
    const read = await world().crm.readRecords({ type: 'companies', ids: [here, gone, noId, here] });
    expect(read.found.map(({ requestedId, record }) => [requestedId, record.properties.name])).toEqual([
      [here, 'Here'],
    ]);
    expect(read.missing.toSorted()).toEqual([gone, noId].toSorted());
  });

  it('reads the associations of the records asked for, and of no other', async () => {
    const [one, two, lonely] = await world().create(
      'contacts',
      ['a', 'b', 'c'].map((lastname) => ({ lastname })),
    );
    const company = await createOne(world(), 'companies', { name: 'Hub' });
    if (one === undefined || two === undefined || lonely === undefined) throw new Error('nothing was created');
    await world().associate(['contacts', one], ['companies', company]);
    await world().associate(['contacts', two], ['companies', company]);
    const request = { fromType: 'contacts', toType: 'companies', fromIds: [one, lonely] } as const;
    const found = await world().crm.readAssociations({ ...request, fromIds: [...request.fromIds] });
    expect(found.map(({ fromId, toId }) => [fromId, toId])).toEqual([[one, company]]);
    for (const { types } of found) for (const type of types) expect(type.typeId).toBeGreaterThan(0);
  });
}

function merges(world: () => CrmWorld): void {
  it('answers for a merged id with the survivor, also through a chain', async () => {
    const [first, second, third] = await world().create(
      'companies',
      ['A', 'B', 'C'].map((name) => ({ name })),
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('nothing was created');
    const middle = await world().merge('companies', { primaryId: second, mergedId: first });
    const last = await world().merge('companies', { primaryId: third, mergedId: middle });
    const read = await world().crm.readRecords({ type: 'companies', ids: [first] });
    expect(read.found.map(({ requestedId, record }) => [requestedId, record.id])).toEqual([[first, last]]);
    expect(read.missing).toEqual([]);
  });
}

function outcomes(results: WriteResult[]): [string, string][] {
  return results.map(({ id, outcome }) => [id, outcome]);
}

function writes(world: () => CrmWorld): void {
  it('makes the properties of the manifest once, and adopts them the second time', async () => {
    const { crm } = world();
    await crm.provision(parseManifest(manifest));
    const again = await crm.provision(parseManifest(manifest));
    expect(again.created).toEqual([]);
    expect(again.adopted).toContain('companies.quorum_value_class');
  });

  it('writes values that can be read back, with one result a row, in order', async () => {
    const { crm } = world();
    const [one, two] = await world().create('companies', [{ name: 'One' }, { name: 'Two' }]);
    if (one === undefined || two === undefined) throw new Error('nothing was created');
    const rows = [two, one].map((id) => ({ id, properties: { city: `city of ${id}`, quorum_ltv: '12.5' } }));
    for (let time = 0; time < 2; time += 1) {
      expect(outcomes(await crm.writeProperties({ type: 'companies', rows }))).toEqual([
        [two, 'written'],
        [one, 'written'],
      ]);
    }
    const { found } = await crm.readRecords({ type: 'companies', ids: [one] });
    expect(found[0]?.record.properties.city).toBe(`city of ${one}`);
  });

  it('tells the row that is not there from the rows that are', async () => {
    const ids = await world().create(
      'contacts',
      ['a', 'b', 'c'].map((lastname) => ({ lastname })),
    );
    const rows = [...ids.slice(0, 2), noId, ...ids.slice(2)].map((id) => ({ id, properties: { jobtitle: 'Buyer' } }));
    const results = await world().crm.writeProperties({ type: 'contacts', rows });
    expect(results.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(results.filter((result) => result.outcome === 'failed')).toMatchObject([{ id: noId, retryable: false }]);
  });

  it('makes a task once', async () => {
    const companyId = await createOne(world(), 'companies', { name: 'Tasked' });
    const task = { key: `once-${companyId}`, subject: 's', body: 'b', dueAt: Date.now(), ownerId: null, companyId };
    const first = await world().crm.createTask(task);
    expect(first.created).toBe(true);
    expect(await world().crm.createTask(task)).toEqual({ taskId: first.taskId, created: false });
    const other = await world().crm.createTask({ ...task, key: `once-${companyId}0` });
    expect(other.created).toBe(true);
    expect(other.taskId).not.toBe(first.taskId);
  });

  it('takes out what it added, also twice, and adds it again', async () => {
    const { crm } = world();
    await crm.provision(parseManifest(manifest));
    for (let time = 0; time < 2; time += 1) {
      const { removed, notRemoved } = await crm.removeProvisioned(parseManifest(manifest));
      expect(notRemoved).toEqual([]);
      expect(removed).toEqual(expect.arrayContaining(['companies.quorum_ltv', 'contacts.quorum_role']));
      expect(removed).toContain('companies group quorum');
    }
    const again = await crm.provision(parseManifest(manifest));
    expect(again.created).toContain('companies.quorum_ltv');
    expect(again.failed).toEqual([]);
  });
}
