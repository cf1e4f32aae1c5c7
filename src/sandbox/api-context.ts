// What every API handler gets: the portal of the token, the body read tolerantly, one transaction a write.
import type express from 'express';
import type pg from 'pg';
import { z } from 'zod';
import type { ChangeContext, ChangeSource } from './change-events.ts';
import { validation, WireError } from './errors.ts';
import type { FaultSwitch, FiredRule } from './faults.ts';
import { findType, type ObjectType } from './object-types.ts';
import { inTransaction } from './schema.ts';

export interface SandboxCore {
  pool: pg.Pool;
  appId: number;
  now: () => number;
  faults: FaultSwitch;
  /** Wakes the dispatcher of webhooks. */
  wake: () => void;
}

/** Who calls: the portal of the token, and what the token was granted. */
export interface Caller {
  portalId: number;
  /** Null for the portal's own access token, which never expires. */
  token: string | null;
  /** Null: everything. */
  scopes: string[] | null;
}

const callers = new WeakMap<express.Request, Caller>();
const rowFaults = new WeakMap<express.Request, FiredRule[]>();

export function setCaller(request: express.Request, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: express.Request): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new WireError(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.');
  return caller;
}

export function portalOf(request: express.Request): number {
  return callerOf(request).portalId;
}

export function setRowFaults(request: express.Request, fired: FiredRule[]): void {
  rowFaults.set(request, fired);
}

/** Whether the fault switch wants this row of a batch to fail. */
export function isRowToFail(request: express.Request, at: number, ids: (string | undefined)[]): boolean {
  return (rowFaults.get(request) ?? []).some(
    ({ rule, failsRow }) => ids.some((id) => id !== undefined && rule.ids.includes(id)) || failsRow(at),
  );
}

export function typeOf(request: express.Request, parameter = 'type'): ObjectType {
  const name = String(request.params[parameter] ?? '');
  const type = findType(name);
  if (type === undefined) throw new WireError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${name}`);
  return type;
}

export function parameter(request: express.Request, name: string): string {
  return String(request.params[name] ?? '');
}

export function query(request: express.Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' ? value : Array.isArray(value) ? value.map(String).join(',') : undefined;
}

export function listed(request: express.Request, name: string): string[] {
  return (query(request, name) ?? '').split(',').filter((part) => part !== '');
}

/** @throws WireError 400 in HubSpot's words. */
export function readBody<Schema extends z.ZodType>(request: express.Request, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    message: `${issue.path.join('.')}: ${issue.message}`,
    code: 'INVALID_INPUT',
  }));
  throw validation(`Invalid input JSON: ${errors.map((error) => error.message).join('; ')}`, errors);
}

/** Texts as the wire has them; numbers and booleans become text, null clears. */
export const propertyValues = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]).transform((value) => (value === null ? '' : String(value))),
);

/** Whose change it is: the app's, or another's where a test says so (`app:123`, `user:7`). */
function sourceOf(request: express.Request, appId: number): ChangeSource {
  const [, kind, id] = /^(app|user):(\d{1,12})$/.exec(request.get('x-sandbox-source') ?? '') ?? [];
  if (kind === 'user') return { changeSource: 'CRM_UI', sourceId: `userId:${id}` };
  return { changeSource: 'INTEGRATION', sourceId: id ?? String(appId) };
}

/** One transaction whose changes are the app's. */
export async function change<T>(
  core: SandboxCore,
  request: express.Request,
  work: (context: ChangeContext) => Promise<T>,
): Promise<T> {
  const source = sourceOf(request, core.appId);
  const portalId = portalOf(request);
  const result = await inTransaction(core.pool, (client) =>
    work({ client, portalId, appId: core.appId, source, now: core.now() }),
  );
  core.wake();
  return result;
}
