// The audit log for administrators: by page and filter, and as a table for other programs.
import { once } from 'node:events';
import express, { type Response, type Router } from 'express';
import type { AuditEntry, AuditQuery } from '../accounts/access-port.ts';
import { auditQuerySchema, auditSchema } from './api-contract-access.ts';
import { audited } from './audited.ts';
import { csvLine } from './csv-line.ts';
import type { HttpDeps } from './http-deps.ts';
import { ownPortalOf } from './portal-of.ts';

const exportedAtOnce = 1_000;

export function auditRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  router.get('/audit', async (request, response) => {
    const query = queryOf(request.query);
    const { portalId } = await ownPortalOf(deps, request);
    const entries = await deps.stores.audit.list(portalId, { ...query, limit: query.limit + 1 });
    const page = entries.slice(0, query.limit);
    const next = entries.length > page.length ? (page.at(-1)?.auditId ?? null) : null;
    response.json(auditSchema.parse({ entries: page, next }));
  });
  router.get('/audit.csv', async (request, response) => {
    const query = queryOf(request.query);
    const { portalId } = await ownPortalOf(deps, request);
    await audited(deps, request, { portalId, what: 'audit_exported', objectIds: [] });
    response.type('text/csv; charset=utf-8').set({
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="quorum-audit-${portalId}.csv"`,
    });
    await writeCsv(deps, response, { portalId, query });
  });
  return router;
}

function queryOf(source: unknown): AuditQuery {
  const { who, what, from, until, before, limit } = auditQuerySchema.parse(source);
  return {
    who: who ?? null,
    what: what ?? null,
    from: from ?? null,
    until: until ?? null,
    before: before ?? null,
    limit,
  };
}

async function writeCsv(
  { stores }: HttpDeps,
  response: Response,
  { portalId, query }: { portalId: number; query: AuditQuery },
): Promise<void> {
  response.write(csvLine(['time', 'who', 'what', 'object_ids']));
  for (let before = query.before; !response.destroyed; ) {
    const entries = await stores.audit.list(portalId, { ...query, before, limit: exportedAtOnce });
    const lines = entries.map(lineOf).join('');
    if (lines !== '' && !response.write(lines)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    before = entries.at(-1)?.auditId ?? null;
    if (before === null || entries.length < exportedAtOnce) break;
  }
  response.end();
}

function lineOf({ at, who, what, objectIds }: AuditEntry): string {
  return csvLine([new Date(at).toISOString(), who, what, objectIds.join(' ')]);
}
