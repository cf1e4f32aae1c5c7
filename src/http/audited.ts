// Writes down who read or changed what, before it is answered: what cannot be written down is not handed out.
import type { Request } from 'express';
import type { AuditCode } from '../accounts/access-port.ts';
import { callerOf } from './access-guard.ts';
import type { HttpDeps } from './http-deps.ts';

export async function audited(
  { stores, now }: Pick<HttpDeps, 'stores' | 'now'>,
  request: Request,
  { portalId, what, objectIds }: { portalId: number; what: AuditCode; objectIds: string[] },
): Promise<void> {
  await stores.audit.append(portalId, [{ at: now(), who: callerOf(request).who, what, objectIds }]);
}
