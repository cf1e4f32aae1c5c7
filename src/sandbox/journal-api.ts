// HubSpot's Webhooks Journal: offsets to files of what happened, and the subscriptions that fill them. Read with a token of the app's own.
import crypto from 'node:crypto';
import express from 'express';
import { z } from 'zod';
import { parameter, query, readBody, type SandboxCore } from './api-context.ts';
import { missingScopes, notFound, validation, WireError } from './errors.ts';

const entriesPerFile = 1_000;
const retentionMs = 3 * 86_400_000;
const fileLifeMs = 300_000;
const subscriptionsMax = 50;
const batchMax = 100;

/** `{transaction}-{entry}`: the order in which changes became true, so that no reader runs past one that is still being made. */
const offsetPattern = /^\d{1,19}-\d{1,19}$/;

interface Place {
  xid: string;
  entry_id: string;
}

interface Asked {
  /** The app's own, or one portal's. */
  portalId: number | null;
  after: string | null;
}

export function journalRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.use(['/journal', '/journal-local'], guard(core, 'developer.webhooks_journal.read'));
  for (const root of ['/journal', '/journal-local']) readRoutes(core, router, root);
  router.use('/subscriptions', express.json({ limit: '1mb' }));
  subscriptionRoutes(core, router);
  return router;
}

/** A token of the app's own, by client credentials, that was granted the scope. */
function guard(core: SandboxCore, scope: string): express.RequestHandler {
  return async (request, _response, next) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const found = await core.pool.query<{ scopes: string[] }>(
      `select scopes from sandbox.token where token = $1 and kind = 'app' and expires_at > $2`,
      [token, new Date(core.now())],
    );
    const [row] = found.rows;
    if (row === undefined)
      throw new WireError(401, 'INVALID_AUTHENTICATION', 'The journal wants a token of the app itself.');
    if (!row.scopes.includes(scope)) throw missingScopes([scope]);
    next();
  };
}

function readRoutes(core: SandboxCore, router: express.Router, root: string): void {
  const portalOfJournal = (request: express.Request): number | null => {
    if (root === '/journal') return null;
    const portalId = Number(query(request, 'installPortalId') ?? Number.NaN);
    if (!Number.isSafeInteger(portalId)) throw validation('installPortalId is wanted');
    return portalId;
  };
  const send = async (request: express.Request, response: express.Response, after: string | null): Promise<void> => {
    const [file] = await filesAfter(core, { portalId: portalOfJournal(request), after }, 1);
    answerOne(response, file);
  };
  const sendMany = async (
    request: express.Request,
    response: express.Response,
    after: string | null,
  ): Promise<void> => {
    const count = Math.min(batchMax, Number(parameter(request, 'count')) || 1);
    const results = await filesAfter(core, { portalId: portalOfJournal(request), after }, count);
    if (results.length === 0) response.status(204).end();
    else response.json({ results });
  };
  router.get(`${root}/:version/earliest`, (request, response) => send(request, response, null));
  router.get(`${root}/:version/latest`, async (request, response) => {
    answerOne(response, await latestFile(core, portalOfJournal(request)));
  });
  router.get(`${root}/:version/offset/:offset/next`, (request, response) => send(request, response, offsetOf(request)));
  router.get(`${root}/:version/batch/earliest/:count`, (request, response) => sendMany(request, response, null));
  router.get(`${root}/:version/batch/latest/:count`, async (request, response) => {
    const file = await latestFile(core, portalOfJournal(request));
    if (file === undefined) response.status(204).end();
    else response.json({ results: [file] });
  });
  router.get(`${root}/:version/batch/:offset/next/:count`, (request, response) =>
    sendMany(request, response, offsetOf(request)),
  );
}

function offsetOf(request: express.Request): string {
  const offset = parameter(request, 'offset');
  if (!offsetPattern.test(offset)) throw validation(`${offset} is not an offset of the journal`);
  return offset;
}

interface FileAnswer {
  url: string;
  expiresAt: string;
  currentOffset: string;
}

/** 204: nothing new. */
function answerOne(response: express.Response, file: FileAnswer | undefined): void {
  if (file === undefined) response.status(204).end();
  else response.json(file);
}

/** Only what no transaction still under way can come before. */
const visible = `at > $1 and ($2::bigint is null or portal_id = $2) and xid < pg_snapshot_xmin(pg_current_snapshot())`;

async function filesAfter(core: SandboxCore, { portalId, after }: Asked, count: number): Promise<FileAnswer[]> {
  const [xid, entry] = (after ?? '0-0').split('-');
  const found = await core.pool.query<Place>(
    `select xid::text, entry_id from (
       select xid, entry_id, row_number() over (order by xid, entry_id) as at_row, count(*) over () as total from (
         select xid, entry_id from sandbox.journal where ${visible} and (xid, entry_id) > ($3::xid8, $4::bigint)
         order by xid, entry_id limit $5) page) numbered
     where at_row % ${entriesPerFile} = 0 or at_row = total order by numbered.xid, entry_id`,
    [new Date(core.now() - retentionMs), portalId, xid, entry, entriesPerFile * count],
  );
  let from = after ?? '0-0';
  return found.rows.map((row) => {
    const to = `${row.xid}-${row.entry_id}`;
    const file = signFile(core, { from, to, portalId });
    from = to;
    return file;
  });
}

async function latestFile(core: SandboxCore, portalId: number | null): Promise<FileAnswer | undefined> {
  const found = await core.pool.query<Place>(
    `select xid::text, entry_id from sandbox.journal where ${visible} order by journal.xid desc, entry_id desc limit 2`,
    [new Date(core.now() - retentionMs), portalId],
  );
  const [last, before] = found.rows.map((row) => `${row.xid}-${row.entry_id}`);
  return last === undefined ? undefined : signFile(core, { from: before ?? '0-0', to: last, portalId });
}

interface FileRange {
  from: string;
  to: string;
  portalId: number | null;
}

const fileKey = crypto.randomBytes(32);

function signatureOf({ from, to, portalId }: FileRange, expires: number): string {
  return crypto.createHmac('sha256', fileKey).update(`${from} ${to} ${portalId} ${expires}`).digest('base64url');
}

function signFile(core: SandboxCore, range: FileRange): FileAnswer {
  const expires = core.now() + fileLifeMs;
  const search = new URLSearchParams({
    from: range.from,
    to: range.to,
    portalId: String(range.portalId ?? ''),
    expires: String(expires),
    signature: signatureOf(range, expires),
  });
  return {
    url: `${core.url()}/sandbox-journal-file?${search}`,
    expiresAt: new Date(expires).toISOString(),
    currentOffset: range.to,
  };
}

/** The files themselves: the address alone opens them, for five minutes, as a presigned one does. */
export function journalFileRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/sandbox-journal-file', async (request, response) => {
    const text = (name: string): string => query(request, name) ?? '';
    const range = {
      from: text('from'),
      to: text('to'),
      portalId: text('portalId') === '' ? null : Number(text('portalId')),
    };
    const expires = Number(text('expires'));
    if (text('signature') !== signatureOf(range, expires) || !(expires > core.now()))
      throw new WireError(403, 'FORBIDDEN', 'The address is not signed, or has expired.');
    const found = await core.pool.query<{ event: unknown; at: Date }>(
      `select event, at from sandbox.journal where ${visible} and (xid, entry_id) > ($3::xid8, $4::bigint) and (xid, entry_id) <= ($5::xid8, $6::bigint)
       order by xid, entry_id limit ${entriesPerFile}`,
      [new Date(core.now() - retentionMs), range.portalId, ...range.from.split('-'), ...range.to.split('-')],
    );
    response.json({
      offset: range.to,
      journalEvents: found.rows.map(({ event }) => event),
      publishedAt: (found.rows.at(-1)?.at ?? new Date(core.now())).toISOString(),
    });
  });
  return router;
}

const subscriptionSchema = z.object({
  subscriptionType: z.enum(['OBJECT', 'ASSOCIATION', 'APP_LIFECYCLE_EVENT', 'GDPR_PRIVACY_DELETION']),
  portalId: z.number().int().positive().optional(),
  objectTypeId: z.string().optional(),
  actions: z.array(z.string()).default([]),
  properties: z.array(z.string()).default([]),
  objectIds: z.array(z.number()).default([]),
});

interface SubscriptionRow {
  subscription_id: string;
  subscription_type: string;
  portal_id: string | null;
  definition: Record<string, unknown>;
}

function subscriptionRoutes(core: SandboxCore, router: express.Router): void {
  const mayRead = guard(core, 'developer.webhooks_journal.subscriptions.read');
  const mayWrite = guard(core, 'developer.webhooks_journal.subscriptions.write');
  router.get('/subscriptions/:version', mayRead, async (_request, response) => {
    const found = await core.pool.query<SubscriptionRow>(
      'select * from sandbox.journal_subscription order by subscription_id',
    );
    response.json({ results: found.rows.map(toWire) });
  });
  router.post('/subscriptions/:version', mayWrite, async (request, response) => {
    const { subscriptionType, portalId, ...definition } = readBody(request, subscriptionSchema);
    const made = await core.pool.query<SubscriptionRow>(
      `insert into sandbox.journal_subscription (subscription_type, portal_id, definition)
       select $1, $2::bigint, $3::jsonb where (select count(*) from sandbox.journal_subscription) < $4 returning *`,
      [subscriptionType, portalId ?? null, definition, subscriptionsMax],
    );
    const [row] = made.rows;
    if (row === undefined) throw validation(`At most ${subscriptionsMax} journal subscriptions`);
    response.status(201).json(toWire(row));
  });
  router.delete('/subscriptions/:version/:id', mayWrite, async (request, response) => {
    const id = parameter(request, 'id');
    if (!/^\d{1,15}$/.test(id)) throw notFound('subscription');
    await core.pool.query('delete from sandbox.journal_subscription where subscription_id = $1', [id]);
    response.status(204).end();
  });
}

function toWire({
  subscription_id,
  subscription_type,
  portal_id,
  definition,
}: SubscriptionRow): Record<string, unknown> {
  return {
    id: Number(subscription_id),
    subscriptionType: subscription_type,
    ...(portal_id === null ? {} : { portalId: Number(portal_id) }),
    ...definition,
  };
}
