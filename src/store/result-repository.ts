// Maps, values and fits as they were last worked out, and their columns in the account list.

import type { Results, StoredValue } from '../accounts/ports.ts';
import type { AccountMap } from '../buying-center/model.ts';
import { inChunks } from './in-chunks.ts';
import { toJson } from './json-text.ts';
import { mapColumns } from './map-columns.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

type ComputedValue = Parameters<Results['saveValues']>[1][number];

export function resultRepository(database: PortalDatabase): Results {
  return {
    saveMap: (portalId, map) => database.withPortal(portalId, (client) => saveMap(client, portalId, map)),
    async saveValues(portalId, values) {
      for (const chunk of inChunks(values, 1_000)) {
        await database.withPortal(portalId, (client) => saveValues(client, portalId, chunk));
      }
    },
    async loadMap(portalId, accountId) {
      const [map] = await database.withPortal(portalId, (client) => loadMaps(client, portalId, [accountId]));
      return map ?? null;
    },
    loadMaps: (portalId, accountIds) =>
      database.withPortal(portalId, (client) => loadMaps(client, portalId, accountIds)),
    loadValue: (portalId, accountId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<StoredValue>(`${storedValues} and account_id = $2`, [portalId, accountId]);
        return found.rows[0] ?? null;
      }),
    loadValues: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<StoredValue>(`${storedValues} order by account_id`, [portalId]);
        return found.rows;
      }),
    async saveFit(portalId, fit, thresholds) {
      await database.withPortal(portalId, (client) =>
        client.query(
          `insert into portal_fit (portal_id, fit, thresholds) values ($1, $2, $3)
           on conflict (portal_id) do update set fit = excluded.fit, thresholds = excluded.thresholds`,
          [portalId, toJson(fit), toJson(thresholds)],
        ),
      );
    },
    loadFit: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<NonNullable<Awaited<ReturnType<Results['loadFit']>>>>(
          'select fit, thresholds from portal_fit where portal_id = $1',
          [portalId],
        );
        return found.rows[0] ?? null;
      }),
    removeAccounts: (portalId, accountIds) =>
      database.withPortal(portalId, (client) => removeAccounts(client, portalId, accountIds)),
  };
}

const storedValues = `
  select value, verdict, class_since_ms as "classSince", computed_at_ms as "computedAt"
  from account_value where portal_id = $1`;

async function loadMaps(client: Queryable, portalId: number, accountIds: string[]): Promise<AccountMap[]> {
  const found = await client.query<{ map: AccountMap }>(
    'select map from account_map where portal_id = $1 and account_id = any($2::text[]) order by account_id',
    [portalId, accountIds],
  );
  return found.rows.map((row) => row.map);
}

async function saveMap(client: Queryable, portalId: number, map: AccountMap): Promise<void> {
  await client.query(
    `insert into account_map (portal_id, account_id, map) values ($1, $2, $3)
     on conflict (portal_id, account_id) do update set map = excluded.map`,
    [portalId, map.accountId, toJson(map)],
  );
  const columns = mapColumns(map);
  await client.query(
    `insert into account (portal_id, account_id, coverage_percent, coverage_status, coverage_cells, missing_roles,
       single_threaded, people, value_at_risk_minor, built_at_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (portal_id, account_id) do update set coverage_percent = excluded.coverage_percent,
       coverage_status = excluded.coverage_status, coverage_cells = excluded.coverage_cells,
       missing_roles = excluded.missing_roles, single_threaded = excluded.single_threaded, people = excluded.people,
       value_at_risk_minor = excluded.value_at_risk_minor, built_at_ms = excluded.built_at_ms`,
    [
      portalId,
      map.accountId,
      columns.coveragePercent,
      columns.coverageStatus,
      toJson(columns.coverageCells),
      columns.missingRoles,
      columns.singleThreaded,
      columns.people,
      columns.valueAtRiskMinor,
      columns.builtAt,
    ],
  );
}

async function saveValues(client: Queryable, portalId: number, values: ComputedValue[]): Promise<void> {
  const rows = values.map(({ value, verdict, at }) => ({
    accountId: value.accountId,
    value,
    verdict,
    at,
    valueClass: verdict.valueClass,
    tags: verdict.tags,
    currency: value.currency,
    ltv: value.ltvMinor,
    low: value.ltvLowMinor,
    high: value.ltvHighMinor,
    stage: value.lifecycleStage,
  }));
  const parameters = [portalId, toJson(rows)];
  await client.query(upsertValues, parameters);
  await client.query(upsertValueColumns, parameters);
}

// An account's class has stood since it changed last; the same class again keeps its date.
const upsertValues = `
  insert into account_value as kept (portal_id, account_id, value, verdict, value_class, class_since_ms, computed_at_ms)
  select $1, "accountId", value, verdict, "valueClass", case when "valueClass" is not null then at end, at
  from jsonb_to_recordset($2::jsonb) as given("accountId" text, value jsonb, verdict jsonb, "valueClass" text, at bigint)
  order by "accountId" collate "C"
  on conflict (portal_id, account_id) do update set value = excluded.value, verdict = excluded.verdict,
    value_class = excluded.value_class, computed_at_ms = excluded.computed_at_ms,
    class_since_ms = case when kept.value_class = excluded.value_class then kept.class_since_ms
      else excluded.class_since_ms end`;

const upsertValueColumns = `
  insert into account (portal_id, account_id, value_class, tags, currency, ltv_minor, ltv_low_minor, ltv_high_minor, stage)
  select $1, "accountId", "valueClass", tags, currency, ltv, low, high, stage
  from jsonb_to_recordset($2::jsonb) as given("accountId" text, "valueClass" text, tags text[], currency text, ltv bigint,
    low bigint, high bigint, stage text)
  order by "accountId" collate "C"
  on conflict (portal_id, account_id) do update set value_class = excluded.value_class, tags = excluded.tags,
    currency = excluded.currency, ltv_minor = excluded.ltv_minor, ltv_low_minor = excluded.ltv_low_minor,
    ltv_high_minor = excluded.ltv_high_minor, stage = excluded.stage`;

async function removeAccounts(client: Queryable, portalId: number, accountIds: string[]): Promise<void> {
  const values = [portalId, accountIds];
  await client.query('delete from account_map where portal_id = $1 and account_id = any($2::text[])', values);
  await client.query('delete from account_value where portal_id = $1 and account_id = any($2::text[])', values);
  await client.query(
    'delete from account where portal_id = $1 and account_id = any($2::text[]) and not listed',
    values,
  );
  await client.query(
    `update account set value_class = default, tags = default, currency = default, ltv_minor = default,
       ltv_low_minor = default, ltv_high_minor = default, stage = default, coverage_percent = default,
       coverage_status = default, coverage_cells = default, missing_roles = default, single_threaded = default,
       people = default, value_at_risk_minor = default, built_at_ms = default
     where portal_id = $1 and account_id = any($2::text[])`,
    values,
  );
}
