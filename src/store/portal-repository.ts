// Portals: who is connected, in what state, with which settings.
import type { Portal, PortalState, Portals } from '../accounts/ports.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

interface PortalRow {
  portal_id: number;
  app_id: number;
  name: string;
  time_zone: string;
  currency: string;
  ui_domain: string;
  sample: boolean;
  state: PortalState;
  connected_at_ms: number;
  settings: Portal['settings'];
}

export function portalRepository(database: PortalDatabase): Portals {
  const find = (portalId: number): Promise<Portal | null> =>
    database.withPortal(portalId, async (client) => {
      const found = await client.query<PortalRow>('select * from portal where portal_id = $1', [portalId]);
      return found.rows[0] ? fromRow(found.rows[0]) : null;
    });
  return {
    find,
    async list() {
      const ids = await database.acrossPortals.query<{ id: number }>('select portal_ids() as id');
      const portals: Portal[] = [];
      for (const { id } of ids.rows) {
        const portal = await find(id);
        if (portal) portals.push(portal);
      }
      return portals;
    },
    connect: (details) =>
      database.withPortal(details.portalId, async (client) => {
        const kept = await client.query<PortalRow>(upsertPortal, [
          details.portalId,
          details.appId,
          details.name,
          details.timeZone,
          details.currency,
          details.uiDomain,
          details.sample,
          details.at,
          toJson(details.settings),
        ]);
        const [row] = kept.rows;
        if (!row) throw new Error('The portal was not kept.');
        return fromRow(row);
      }),
    async setState(portalId, state) {
      await database.withPortal(portalId, (client) =>
        client.query('update portal set state = $2 where portal_id = $1', [portalId, state]),
      );
    },
  };
}

const upsertPortal = `
  insert into portal (portal_id, app_id, name, time_zone, currency, ui_domain, sample, state, connected_at_ms, settings)
  values ($1, $2, $3, $4, $5, $6, $7, 'backfilling', $8, $9)
  on conflict (portal_id) do update set app_id = excluded.app_id, name = excluded.name, time_zone = excluded.time_zone,
    currency = excluded.currency, ui_domain = excluded.ui_domain, sample = excluded.sample
  returning *`;

function fromRow(row: PortalRow): Portal {
  return {
    portalId: row.portal_id,
    appId: row.app_id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
    uiDomain: row.ui_domain,
    sample: row.sample,
    state: row.state,
    connectedAt: row.connected_at_ms,
    settings: row.settings,
  };
}
