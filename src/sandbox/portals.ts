// The portals of the sandbox: who they are, how one is added, how the app gets in and out.
import crypto from 'node:crypto';
import type pg from 'pg';
import { addLabel } from './association-labels.ts';
import type { SandboxPortal } from './sandbox-portal.ts';

const firstOwnPortalId = 24_600_001;

export async function readPortals(pool: pg.Pool): Promise<SandboxPortal[]> {
  const found = await pool.query(
    'select portal_id, name, access_token, sample, installed, by_token from sandbox.portal order by created_at, portal_id',
  );
  return found.rows.map((row) => ({
    portalId: Number(row.portal_id),
    name: row.name,
    accessToken: row.access_token,
    sample: row.sample,
    installed: row.installed,
    byToken: row.by_token,
  }));
}

export interface NewPortal {
  name: string;
  now: number;
  /** True: the access token lets the app in at once; false: someone has to consent first. */
  byToken: boolean;
  /** What the portal was made from; the same key again finds the same portal. */
  key?: string;
  currency?: string;
}

/** Within a transaction. The portal is empty but for the labels that every sandbox portal has. */
export async function findOrMakePortal(
  client: pg.ClientBase,
  { name, now, byToken, key, currency }: NewPortal,
): Promise<{ portalId: number; accessToken: string }> {
  await client.query('select pg_advisory_xact_lock(724413)');
  const known = await client.query('select portal_id, access_token from sandbox.portal where source_key = $1', [
    key ?? null,
  ]);
  const [portal] = known.rows;
  if (portal !== undefined) return { portalId: Number(portal.portal_id), accessToken: portal.access_token };
  const { rows } = await client.query(
    'select greatest(coalesce(max(portal_id), 0) + 1, $1) as id from sandbox.portal',
    [firstOwnPortalId],
  );
  const portalId = Number(rows[0]?.id);
  const accessToken = `sandbox-${crypto.randomBytes(24).toString('base64url')}`;
  await client.query(
    `insert into sandbox.portal (portal_id, name, currency, sample, source_key, access_token, created_at, installed, by_token)
     values ($1, $2, $3, false, $4, $5, $6, $7, $7)`,
    [portalId, name, currency ?? 'USD', key ?? null, accessToken, new Date(now), byToken],
  );
  await addLabel(
    { client, portalId },
    { from: 'contacts', to: 'contacts', name: 'manager', label: 'Manager', inverseLabel: 'Direct report' },
  );
  return { portalId, accessToken };
}

/** Every token of the portal is worth nothing from now on, and nothing is told to the app any more. */
export async function uninstallApp(client: pg.ClientBase | pg.Pool, portalId: number): Promise<void> {
  await client.query(
    `with gone as (delete from sandbox.token where portal_id = $1),
       untold as (delete from sandbox.outbox where (event->>'portalId')::bigint = $1 and state in ('waiting', 'held'))
     update sandbox.portal set installed = false where portal_id = $1`,
    [portalId],
  );
}

export async function installApp(client: pg.ClientBase | pg.Pool, portalId: number): Promise<void> {
  await client.query('update sandbox.portal set installed = true where portal_id = $1', [portalId]);
}
