// Opens the database and hands out every store that the use cases ask for.
import type { Stores } from '../accounts/ports.ts';
import { accountReader } from './account-reader.ts';
import { openAdvisoryLocks } from './advisory-locks.ts';
import { apiKeyRepository } from './api-key-repository.ts';
import { auditRepository } from './audit-repository.ts';
import { callDayRepository } from './call-day-repository.ts';
import { callSlotRepository } from './call-slot-repository.ts';
import { openChangeFeed } from './change-feed.ts';
import { dirtyAccountRepository } from './dirty-account-repository.ts';
import { faultRepository } from './fault-repository.ts';
import { grantRepository } from './grant-repository.ts';
import { inboxRepository } from './inbox-repository.ts';
import { openInboxWriter } from './inbox-writer.ts';
import { newestMigration } from './migrate.ts';
import { mirrorDifferences } from './mirror-differences.ts';
import { mirrorRepository } from './mirror-repository.ts';
import { portalData } from './portal-data.ts';
import { openPortalDatabase, type PortalDatabase, type StoreLog } from './portal-database.ts';
import { portalRepository } from './portal-repository.ts';
import { provisionedRepository } from './provisioned-repository.ts';
import { reconcileRunRepository } from './reconcile-run-repository.ts';
import { resultRepository } from './result-repository.ts';
import { appRole, DatabaseRoleError } from './roles.ts';
import type { TokenKeys } from './seal-token.ts';
import { oneTimeRepository, portalUserRepository, sessionRepository } from './session-repository.ts';
import { syncProgressRepository } from './sync-progress-repository.ts';
import { withheldRepository } from './withheld-repository.ts';
import { writeJournalRepository } from './write-journal-repository.ts';
import { writeRunRepository } from './write-run-repository.ts';
import { writeSwitchRepository } from './write-switch-repository.ts';

export interface OpenStores extends Stores {
  /** Whether the database answers and has the schema that this code needs. */
  ready(): Promise<boolean>;
  /** Waits for running statements, then closes every connection. */
  close(): Promise<void>;
}

const silent: StoreLog = { warn: () => undefined };

/**
 * The database has to be migrated before (`migrateDatabase`). Connections at most: 16 for the use cases, 8 for the ingress, one each for
 * locks and for the change feed.
 */
export async function createStores(options: {
  databaseUrl: string;
  log?: StoreLog;
  /** Without any, no access of a portal can be kept. */
  tokenKeys?: TokenKeys;
}): Promise<OpenStores> {
  const { databaseUrl, log = silent } = options;
  const database = openPortalDatabase({ databaseUrl, connections: 16, log });
  await requireRole(database);
  const ingress = openInboxWriter({ databaseUrl, log });
  const feed = openChangeFeed({ databaseUrl, database, log });
  const locks = openAdvisoryLocks({ databaseUrl, log });
  const stores: OpenStores = {
    portals: portalRepository(database),
    inbox: inboxRepository(database),
    inboxWriter: ingress.writer,
    mirror: mirrorRepository(database),
    dirtyAccounts: dirtyAccountRepository(database),
    results: resultRepository(database),
    journal: writeJournalRepository(database),
    writeRuns: writeRunRepository(database),
    withheld: withheldRepository(database),
    writeSwitch: writeSwitchRepository(database),
    provisioned: provisionedRepository(database),
    callDays: callDayRepository(database),
    progress: syncProgressRepository(database),
    faults: faultRepository(database),
    accounts: accountReader(database),
    grants: grantRepository(database, options.tokenKeys ?? []),
    portalUsers: portalUserRepository(database),
    sessions: sessionRepository(database),
    oneTime: oneTimeRepository(database),
    apiKeys: apiKeyRepository(database),
    audit: auditRepository(database),
    portalData: portalData(database),
    changes: feed.feed,
    locks: locks.locks,
    callSlots: callSlotRepository(database),
    differences: mirrorDifferences(database),
    reconcileRuns: reconcileRunRepository(database),
    ready: () => isReady(database),
    async close() {
      await Promise.all([feed.close(), locks.close(), ingress.close()]);
      await database.close();
    },
  };
  return stores;
}

/** A connection pooler that drops start options would also drop the role, and with it the walls between portals. */
async function requireRole(database: PortalDatabase): Promise<void> {
  try {
    const found = await database.acrossPortals.query<{ role: string }>('select current_user as role');
    if (found.rows[0]?.role === appRole) return;
  } catch (error) {
    await database.close();
    throw error;
  }
  await database.close();
  throw new DatabaseRoleError(
    `The database connection does not run as ${appRole}. Let DATABASE_URL lead to PostgreSQL itself, or to a pooler that passes start options on.`,
  );
}

async function isReady(database: PortalDatabase): Promise<boolean> {
  try {
    const found = await database.acrossPortals.query<{ number: number | null }>(
      'select max(number) as number from quorum.migration',
    );
    return found.rows[0]?.number === newestMigration();
  } catch {
    return false;
  }
}
