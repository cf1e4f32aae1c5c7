// /crm/limits: how much of each thing the portal has and may have. The fault switch sets what may be had of properties and labels.
import express from 'express';
import { portalOf, query, type SandboxCore } from './api-context.ts';
import { validation } from './errors.ts';
import { findType, type ObjectType } from './object-types.ts';

const limitedTypes = ['contacts', 'companies', 'deals', 'tickets', 'line_items', 'products', 'tasks'];
const recordsMax = 15_000_000;
const calculatedMax = 25;
const pipelinesMax = 100;
const customTypesMax = 10;
const associatedMax = 50_000;

/** Under /crm/limits/{version}; field names as far as they are known, see README.md. */
export function limitsRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/custom-properties', async (request, response) => {
    const limit = core.faults.of(portalOf(request)).customPropertiesMax;
    response.json(overall(await countByType(core, portalOf(request), 'property'), limit));
  });
  router.get('/calculated-properties', (_request, response) => {
    response.json(overall(new Map(), calculatedMax));
  });
  router.get('/records', async (request, response) => {
    const counts = await countByType(core, portalOf(request), 'object');
    response.json({
      hubspotDefinedObjectTypes: types().map((type) => ({
        ...use(counts.get(type.name) ?? 0, recordsMax),
        ...named(type),
      })),
      customObjectTypes: { ...use(0, recordsMax), byObjectType: [] },
    });
  });
  router.get('/pipelines', (_request, response) => {
    const piped = types().filter(({ name }) => name === 'deals' || name === 'tickets');
    response.json({
      hubspotDefinedObjectTypes: piped.map((type) => ({ ...use(1, pipelinesMax), ...named(type) })),
      customObjectTypes: { ...use(0, pipelinesMax), byObjectType: [] },
    });
  });
  router.get('/custom-object-types', (_request, response) => {
    response.json(use(0, customTypesMax));
  });
  router.get('/associations/labels', async (request, response) => {
    response.json({ results: await labelUse(core, request) });
  });
  router.get('/associations/records/from', (_request, response) => {
    response.json({ results: types().map((type) => ({ ...named(type), ...use(0, associatedMax) })) });
  });
  return router;
}

function types(): ObjectType[] {
  return limitedTypes.flatMap((name) => findType(name) ?? []);
}

function named(type: ObjectType): Record<string, string> {
  return { objectTypeId: type.typeId, singularLabel: type.singular, pluralLabel: type.name };
}

function use(usage: number, limit: number): { usage: number; limit: number; percentage: number } {
  return { usage, limit, percentage: limit === 0 ? 1 : usage / limit };
}

function overall(counts: Map<string, number>, limit: number): Record<string, unknown> {
  const byObjectType = types().map((type) => ({ ...named(type), ...use(counts.get(type.name) ?? 0, limit) }));
  const usage = byObjectType.reduce((sum, each) => sum + each.usage, 0);
  const total = use(usage, limit * byObjectType.length);
  return {
    overallUsage: total.usage,
    overallLimit: total.limit,
    overallPercentage: total.percentage,
    byObjectType,
  };
}

async function countByType(
  core: SandboxCore,
  portalId: number,
  table: 'property' | 'object',
): Promise<Map<string, number>> {
  const own = table === 'property' ? `and definition->>'hubspotDefined' = 'false'` : 'and merged_into is null';
  const found = await core.pool.query<{ type: string; count: number }>(
    `select type, count(*)::int as count from sandbox.${table} where portal_id = $1 and not archived ${own} group by 1`,
    [portalId],
  );
  return new Map(found.rows.map(({ type, count }) => [type, count]));
}

/** One entry a direction of each pair that can have labels, or of the pair asked for. */
async function labelUse(core: SandboxCore, request: express.Request): Promise<Record<string, unknown>[]> {
  const portalId = portalOf(request);
  const { labelsPerPairMax } = core.faults.of(portalId);
  const asked = ['fromObjectTypeId', 'toObjectTypeId'].map((name) => {
    const value = query(request, name);
    const type = value === undefined ? null : findType(value);
    if (type === undefined) throw validation(`Unable to infer object type from: ${value}`);
    return type;
  });
  const found = await core.pool.query<{ from_type: string; to_type: string; labels: string[] }>(
    `select from_type, to_type, array_agg(label order by type_id) as labels from sandbox.label where portal_id = $1 group by 1, 2`,
    [portalId],
  );
  const known = new Map(found.rows.map((row) => [`${row.from_type} ${row.to_type}`, row.labels]));
  const [fromAsked, toAsked] = asked;
  return types().flatMap((from) =>
    types()
      .filter((to) => (fromAsked ?? from) === from && (toAsked ?? to) === to)
      .map((to) => {
        const labels = known.get(`${from.name} ${to.name}`) ?? [];
        return {
          fromObjectTypeId: from.typeId,
          fromSingularLabel: from.singular,
          fromPluralLabel: from.name,
          toObjectTypeId: to.typeId,
          toSingularLabel: to.singular,
          toPluralLabel: to.name,
          allLabels: labels,
          ...use(labels.length, labelsPerPairMax),
        };
      }),
  );
}
