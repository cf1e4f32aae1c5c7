// POST /crm/objects/…/search with HubSpot's bounds: five groups of six filters, eighteen in all, 200 a page, 10,000 results.
import { z } from 'zod';
import type { SandboxCore } from './api-context.ts';
import { validation } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { fromRow, readDefinitions } from './portal-store.ts';
import type { PropertyDefinition } from './property-definitions.ts';
import { toWire } from './wire-object.ts';

const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum([
    'EQ',
    'NEQ',
    'LT',
    'LTE',
    'GT',
    'GTE',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'NOT_HAS_PROPERTY',
    'CONTAINS_TOKEN',
    'NOT_CONTAINS_TOKEN',
  ]),
  value: z.coerce.string().optional(),
  highValue: z.coerce.string().optional(),
  values: z.array(z.coerce.string()).optional(),
});
const bodySchema = z.object({
  filterGroups: z
    .array(z.object({ filters: z.array(filterSchema).max(6) }))
    .max(5)
    .default([]),
  sorts: z
    .array(
      z.union([
        z.string(),
        z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') }),
      ]),
    )
    .max(1)
    .default([]),
  query: z.string().max(3_000).optional(),
  properties: z.array(z.string()).default([]),
  limit: z.coerce.number().int().min(1).max(200).default(10),
  after: z.coerce.number().int().min(0).default(0),
});
type Filter = z.infer<typeof filterSchema>;

const resultsMax = 10_000;
const bodyMax = 3_000;

export interface SearchRequest {
  portalId: number;
  type: ObjectType;
  body: unknown;
  /** How far the index lags behind. */
  lagMs: number;
}

/** @throws WireError 400 past the bounds. */
export async function searchObjects(
  core: SandboxCore,
  { portalId, type, body, lagMs }: SearchRequest,
): Promise<Record<string, unknown>> {
  if (JSON.stringify(body ?? {}).length > bodyMax) throw validation('The request body is longer than 3000 characters');
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success)
    throw validation(
      `Invalid input JSON: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
    );
  const { filterGroups, sorts, limit, after, properties, query } = parsed.data;
  if (filterGroups.flatMap((group) => group.filters).length > 18) throw validation('At most 18 filters are allowed');
  if (after + limit > resultsMax) throw validation(`The search endpoint serves at most ${resultsMax} results`);
  const definitions = await readDefinitions(core.pool, portalId, type.name);
  const values: unknown[] = [portalId, type.name];
  const source = lagMs === 0 ? 'sandbox.object' : asIndexed(values, new Date(core.now() - lagMs));
  const where = filterGroups.map(
    (group) => group.filters.map((filter) => condition(filter, { type, definitions, values })).join(' and ') || 'true',
  );
  const text =
    query === undefined || query === ''
      ? 'true'
      : `properties::text ilike $${values.push(`%${query.replace(/[%_\\]/g, '\\$&')}%`)}`;
  const base = `from ${source} where portal_id = $1 and type = $2 and not archived and merged_into is null and ${text} and ${where.length === 0 ? 'true' : `(${where.map((part) => `(${part})`).join(' or ')})`}`;
  const total = Number((await core.pool.query(`select count(*) ${base}`, values)).rows[0]?.count ?? 0);
  const found = await core.pool.query(
    `select * ${base} order by ${orderOf(sorts[0], { type, definitions, values })}, id limit ${limit} offset ${after}`,
    values,
  );
  const next =
    after + limit < Math.min(total, resultsMax) ? { paging: { next: { after: String(after + limit) } } } : {};
  return { total, results: found.rows.map((row) => toWire(type, fromRow(row), properties)), ...next };
}

/** The records as the index has them that lags behind: a fresh change shows what was there before, a fresh record nothing. */
function asIndexed(values: unknown[], seenUntil: Date): string {
  const at = values.push(seenUntil);
  return `(select portal_id, type, id, created_at, archived, merged_into,
      case when updated_at <= $${at} then properties else indexed_properties end as properties,
      case when updated_at <= $${at} then updated_at else indexed_at end as updated_at
    from sandbox.object where portal_id = $1 and type = $2 and (updated_at <= $${at} or indexed_at <= $${at})) as object`;
}

interface Sql {
  type: ObjectType;
  definitions: Map<string, PropertyDefinition>;
  values: unknown[];
}

/** The columns that stand for a property are used where there are any: they have indexes. */
function typed(name: string, { type, definitions, values }: Sql): { sql: string; kind: string } {
  if (name === 'hs_object_id') return { sql: 'id', kind: 'bigint' };
  if (name === type.modified) return { sql: 'updated_at', kind: 'timestamptz' };
  const definition = definitions.get(name);
  if (definition === undefined)
    throw validation(`Property "${name}" does not exist`, [
      { message: `Property "${name}" does not exist`, code: 'PROPERTY_DOESNT_EXIST' },
    ]);
  if (name === 'email') return { sql: `lower(properties->>'email')`, kind: 'text' };
  const text = `nullif(properties->>$${values.push(name)}, '')`;
  if (definition.type === 'number') return { sql: `(${text})::numeric`, kind: 'numeric' };
  if (definition.type === 'datetime' || definition.type === 'date')
    return { sql: `(${text})::timestamptz`, kind: 'timestamptz' };
  return { sql: `lower(${text})`, kind: 'text' };
}

function condition(filter: Filter, sql: Sql): string {
  const { sql: column, kind } = typed(filter.propertyName, sql);
  const bind = (value: string | undefined): string => `$${sql.values.push(convert(value ?? '', kind))}::${kind}`;
  switch (filter.operator) {
    case 'EQ':
      return `${column} = ${bind(filter.value)}`;
    case 'NEQ':
      return `${column} is distinct from ${bind(filter.value)}`;
    case 'LT':
      return `${column} < ${bind(filter.value)}`;
    case 'LTE':
      return `${column} <= ${bind(filter.value)}`;
    case 'GT':
      return `${column} > ${bind(filter.value)}`;
    case 'GTE':
      return `${column} >= ${bind(filter.value)}`;
    case 'BETWEEN':
      return `${column} between ${bind(filter.value)} and ${bind(filter.highValue)}`;
    case 'HAS_PROPERTY':
      return `${column} is not null`;
    case 'NOT_HAS_PROPERTY':
      return `${column} is null`;
    default:
      return listCondition(filter, { column, kind, sql });
  }
}

/** HubSpot's trap: values of IN must come in lower case, or nothing is found. */
function listCondition(
  { operator, value, values = [] }: Filter,
  { column, kind, sql }: { column: string; kind: string; sql: Sql },
): string {
  if (operator === 'IN' || operator === 'NOT_IN') {
    const list = values.map((each) => (kind === 'text' ? each : convert(each, kind)));
    return `${operator === 'IN' ? '' : 'not '}coalesce(${column} = any($${sql.values.push(list)}::${kind}[]), false)`;
  }
  const token = `%${(value ?? '')
    .replaceAll('*', '')
    .toLowerCase()
    .replace(/[%_\\]/g, '\\$&')}%`;
  return `${operator === 'CONTAINS_TOKEN' ? '' : 'not '}coalesce(${column}::text like $${sql.values.push(token)}, false)`;
}

function convert(value: string, kind: string): string {
  if (kind === 'timestamptz') {
    const at = new Date(/^-?\d+$/.test(value) ? Number(value) : value);
    if (Number.isNaN(at.getTime())) throw validation(`${value} is not a date`);
    return at.toISOString();
  }
  if (kind === 'bigint' && !/^-?\d{1,18}$/.test(value)) throw validation(`${value} is not a number`);
  if (kind === 'numeric' && Number.isNaN(Number(value))) throw validation(`${value} is not a number`);
  return kind === 'text' ? value.toLowerCase() : value;
}

function orderOf(sort: z.infer<typeof bodySchema>['sorts'][number] | undefined, sql: Sql): string {
  if (sort === undefined) return 'created_at';
  const { propertyName, direction } =
    typeof sort === 'string'
      ? { propertyName: sort.replace(/^-/, ''), direction: sort.startsWith('-') ? 'DESCENDING' : 'ASCENDING' }
      : sort;
  return `${typed(propertyName, sql).sql} ${direction === 'DESCENDING' ? 'desc' : 'asc'} nulls last`;
}
