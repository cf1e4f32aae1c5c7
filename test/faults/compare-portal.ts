// The judges of a fault run, each on a way of its own: the mirror beside the sandbox's tables, and what was written beside a computation
// from scratch. Each returns what differs, in words; nothing is good.
import type pg from 'pg';
import { mirroredPairs, mirroredProperties, mirroredTypes } from '../../src/accounts/crm.ts';
import { desiredObjects } from '../../src/accounts/desired-properties.ts';
import type { Stores } from '../../src/accounts/ports.ts';

/** Records with their mirrored properties, and associations with their type ids. */
export async function mirrorDifferences(database: pg.Pool, portalId: number): Promise<string[]> {
  return [...(await recordDifferences(database, portalId)), ...(await pairDifferences(database, portalId))];
}

interface RecordRow {
  type: string;
  id: string;
  properties: Record<string, string | null>;
}

async function recordDifferences(database: pg.Pool, portalId: number): Promise<string[]> {
  const truth = await database.query<RecordRow>(
    `select type, id::text, properties from sandbox.object
     where portal_id = $1 and type = any($2) and not archived and merged_into is null`,
    [portalId, mirroredTypes],
  );
  const mirror = await database.query<RecordRow>(
    'select type, id, properties from quorum.record where portal_id = $1 and not archived',
    [portalId],
  );
  const wordsOf = (row: RecordRow) => {
    const type = mirroredTypes.find((each) => each === row.type);
    const names = type === undefined ? [] : mirroredProperties[type];
    return JSON.stringify(names.map((name) => row.properties[name] || null));
  };
  const key = (row: RecordRow) => `${row.type} ${row.id}`;
  return differencesOf(
    new Map(truth.rows.map((row) => [key(row), wordsOf(row)])),
    new Map(mirror.rows.map((row) => [key(row), wordsOf(row)])),
  );
}

interface PairRow {
  pair: string;
  types: string;
}

async function pairDifferences(database: pg.Pool, portalId: number): Promise<string[]> {
  const pairs = mirroredPairs.map(([from, to]) => `${from}>${to}`);
  const truth = await database.query<PairRow>(
    `select concat_ws(' ', a.from_type, a.from_id, a.to_type, a.to_id) as pair, string_agg(a.type_id::text, ',' order by a.type_id) as types
     from sandbox.association a
     join sandbox.object f on f.portal_id = a.portal_id and f.type = a.from_type and f.id = a.from_id and not f.archived and f.merged_into is null
     join sandbox.object t on t.portal_id = a.portal_id and t.type = a.to_type and t.id = a.to_id and not t.archived and t.merged_into is null
     where a.portal_id = $1 and a.from_type || '>' || a.to_type = any($2) group by 1`,
    [portalId, pairs],
  );
  const mirror = await database.query<PairRow>(
    `select concat_ws(' ', from_type, from_id, to_type, to_id) as pair,
       (select string_agg(each ->> 'typeId', ',' order by (each ->> 'typeId')::int) from jsonb_array_elements(types) as each) as types
     from quorum.association where portal_id = $1`,
    [portalId],
  );
  return differencesOf(
    new Map(truth.rows.map((row) => [row.pair, row.types])),
    new Map(mirror.rows.map((row) => [row.pair, row.types])),
  );
}

function differencesOf(truth: Map<string, string>, mirror: Map<string, string>): string[] {
  const keys = [...new Set([...truth.keys(), ...mirror.keys()])].sort();
  return keys
    .filter((key) => truth.get(key) !== mirror.get(key))
    .map((key) => `${key}: portal ${truth.get(key) ?? 'nothing'}, mirror ${mirror.get(key) ?? 'nothing'}`);
}

/** Classes follow their own history (bands, second looks), and dates the day of the run: they are no matter of the present state alone. */
const withHistory = new Set([
  'quorum_value_class',
  'quorum_value_class_reason',
  'quorum_value_class_since',
  'quorum_play',
  'quorum_changed_at',
]);

/** Made of the whole portal's orders: the nightly valuation brings them up to date, not each change. */
const ofThePortal = new Set([
  'quorum_ltv',
  'quorum_ltv_low',
  'quorum_ltv_high',
  'quorum_potential_value',
  'quorum_rfm',
  'quorum_lifecycle_stage',
]);

/** What `fresh` stores, filled from scratch, want written, beside what stands in the portal. */
export async function writtenDifferences(
  database: pg.Pool,
  { portalId, fresh, only }: { portalId: number; fresh: Pick<Stores, 'mirror' | 'results'>; only: 'maps' | 'all' },
): Promise<string[]> {
  const written = await database.query<RecordRow>(
    `select type, id::text, properties from sandbox.object where portal_id = $1 and not archived and merged_into is null`,
    [portalId],
  );
  const kept = new Map(written.rows.map((row) => [`${row.type} ${row.id}`, row.properties]));
  const refused = only === 'maps' ? await refusedObjects(database, portalId) : new Set<string>();
  const differences: string[] = [];
  for (const object of await desiredFrom(portalId, fresh)) {
    if (refused.has(`${object.type} ${object.id}`)) continue;
    const properties = kept.get(`${object.type} ${object.id}`) ?? {};
    for (const [name, wanted] of Object.entries(object.properties)) {
      const found = properties[name] ?? '';
      if (only === 'maps' && ofThePortal.has(name)) continue;
      if (!withHistory.has(name) && !isWithinBand(name, wanted, found))
        differences.push(`${object.type} ${object.id} ${name}: portal ${found}, from scratch ${wanted}`);
    }
  }
  return differences;
}

/** What the portal refused once is tried again with the next change, at the latest at night. */
async function refusedObjects(database: pg.Pool, portalId: number): Promise<Set<string>> {
  const found = await database.query<{ key: string }>(
    `select distinct type || ' ' || object_id as key from quorum.write_journal where portal_id = $1 and outcome = 'failed'`,
    [portalId],
  );
  return new Set(found.rows.map(({ key }) => key));
}

/** Of a person or deal with several companies, only what its home account says. */
async function desiredFrom(portalId: number, { mirror, results }: Pick<Stores, 'mirror' | 'results'>) {
  const desired = [];
  for (const accountId of await mirror.accountIds(portalId)) {
    const map = await results.loadMap(portalId, accountId);
    const value = await results.loadValue(portalId, accountId);
    if (map !== null) desired.push(...desiredObjects({ map, value }));
  }
  const homes = {
    contacts: await mirror.homeAccounts(portalId, 'contacts', idsOf(desired, 'contacts')),
    deals: await mirror.homeAccounts(portalId, 'deals', idsOf(desired, 'deals')),
  };
  return desired.filter(
    ({ type, id, accountId }) => type === 'companies' || (homes[type].get(id) ?? accountId) === accountId,
  );
}

function idsOf(desired: { type: string; id: string }[], type: string): string[] {
  return desired.filter((object) => object.type === type).map((object) => object.id);
}

/** Written with the value past 1 %, alone only past 5 %. */
const wideBand = new Set(['quorum_ltv_low', 'quorum_ltv_high', 'quorum_potential_value']);

/** Numbers may stand within their dead band. */
function isWithinBand(name: string, wanted: string, found: string): boolean {
  if (wanted === found) return true;
  if (wanted === '' || found === '') return false;
  const [left, right] = [Number(wanted), Number(found)];
  const share = wideBand.has(name) ? 0.051 : 0.011;
  return Math.abs(left - right) <= Math.max(2, share * Math.max(Math.abs(left), Math.abs(right)));
}

/** Tasks that were made twice for one key. */
export async function doubleTasks(database: pg.Pool, portalId: number): Promise<string[]> {
  const found = await database.query<{ key: string; count: number }>(
    `select properties ->> 'quorum_key' as key, count(*)::int as count from sandbox.object
     where portal_id = $1 and type = 'tasks' group by 1 having count(*) > 1`,
    [portalId],
  );
  return found.rows.map(({ key, count }) => `task ${key} was made ${count} times`);
}

/** What is not written, and why: where a run ends wrong, this tells where to look. */
export async function withheldValues(database: pg.Pool, portalId: number): Promise<string[]> {
  const found = await database.query<{ line: string }>(
    `select 'withheld: ' || type || ' ' || object_id || ' ' || property || ' ' || why || ', ours ' || ours || ', theirs ' ||
       coalesce(theirs, '') as line from quorum.withheld_write where portal_id = $1 order by 1`,
    [portalId],
  );
  return found.rows.map(({ line }) => line);
}
