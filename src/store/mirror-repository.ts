// The mirror of HubSpot's records and associations: upserts that an older reading never undoes, and what follows from them.
import type { Owner } from '../accounts/crm.ts';
import type { Mirror } from '../accounts/ports.ts';
import { loadAccount } from './account-sources.ts';
import { accountsOf } from './accounts-of.ts';
import { erasePerson } from './erase-person.ts';
import { homeAccounts } from './home-accounts.ts';
import { toJson } from './json-text.ts';
import { ledgerBatches } from './ledger-sources.ts';
import { foldForSearch } from './listed-accounts.ts';
import { addAlias, resolveAliases } from './mirror-aliases.ts';
import { replaceAssociations } from './mirror-associations.ts';
import { removeRecords, upsertRecords } from './mirror-records.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

export function mirrorRepository(database: PortalDatabase): Mirror {
  return {
    upsertRecords: (portalId, records) => upsertRecords(database, portalId, records),
    removeRecords: (portalId, type, ids) =>
      database.withPortal(portalId, (client) => removeRecords(client, portalId, { type, ids })),
    erasePerson: (portalId, contactId) =>
      database.withPortal(portalId, (client) => erasePerson(client, portalId, contactId)),
    addAlias: (portalId, alias) => database.withPortal(portalId, (client) => addAlias(client, portalId, alias)),
    resolveAliases: (portalId, type, ids) =>
      database.withPortal(portalId, (client) => resolveAliases(client, portalId, { type, ids })),
    replaceAssociations: (portalId, scope, associations) =>
      database.withPortal(portalId, (client) => replaceAssociations(client, portalId, { scope, associations })),
    replaceOwners: (portalId, owners) =>
      database.withPortal(portalId, (client) => replaceOwners(client, portalId, owners)),
    accountsOf: (portalId, type, ids) =>
      database.withPortal(portalId, (client) => accountsOf(client, portalId, { type, ids })),
    homeAccounts: (portalId, type, ids) =>
      database.withPortal(portalId, (client) => homeAccounts(client, portalId, { type, ids })),
    accountIds: (portalId) => database.withPortal(portalId, (client) => accountIds(client, portalId)),
    counts: (portalId) => database.withPortal(portalId, (client) => counts(client, portalId)),
    loadAccount: (portalId, accountId) =>
      database.withPortal(portalId, (client) => loadAccount(client, portalId, accountId)),
    async refreshStatistics() {
      await database.acrossPortals.query('select refresh_mirror_statistics()');
    },
    ledgerBatches: (portalId, accountIds) => ledgerBatches(database, portalId, accountIds),
    loadLedgerSources: (portalId, accountIds) => collect(ledgerBatches(database, portalId, accountIds)),
  };
}

async function collect<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) for (const each of batch) all.push(each);
  return all;
}

async function replaceOwners(client: Queryable, portalId: number, owners: Owner[]): Promise<void> {
  await client.query(
    `insert into owner (portal_id, owner_id, name, name_folded, email, archived)
     select distinct on ("ownerId") $1, "ownerId", name, "nameFolded", email, archived
     from jsonb_to_recordset($2::jsonb) as given("ownerId" text, name text, "nameFolded" text, email text, archived boolean)
     order by "ownerId"
     on conflict (portal_id, owner_id) do update set name = excluded.name, name_folded = excluded.name_folded,
       email = excluded.email, archived = excluded.archived`,
    [portalId, toJson(owners.map((owner) => ({ ...owner, nameFolded: foldForSearch(owner.name) })))],
  );
  await client.query('delete from owner where portal_id = $1 and owner_id <> all($2::text[])', [
    portalId,
    owners.map((owner) => owner.ownerId),
  ]);
}

async function accountIds(client: Queryable, portalId: number): Promise<string[]> {
  const found = await client.query<{ id: string }>(
    `select id from record where portal_id = $1 and type = 'companies' and not archived order by id`,
    [portalId],
  );
  return found.rows.map((row) => row.id);
}

async function counts(client: Queryable, portalId: number): ReturnType<Mirror['counts']> {
  const found = await client.query<{ counts: Awaited<ReturnType<Mirror['counts']>> | null }>(
    `select jsonb_object_agg(type, records) as counts
     from (select type, count(*) as records from record where portal_id = $1 and not archived group by type) as each`,
    [portalId],
  );
  return found.rows[0]?.counts ?? {};
}
