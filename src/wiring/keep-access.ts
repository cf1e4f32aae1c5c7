// Looks after the access of quiet portals too: it is renewed ahead of its end, and found out where it was taken back.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Grants } from '../accounts/access-port.ts';
import { PortalDisconnectedError } from '../accounts/crm.ts';
import type { PortalAccessTokens } from '../accounts/refresh-access.ts';

export interface AccessKeeping {
  grants: Pick<Grants, 'portals'>;
  tokens: Pick<PortalAccessTokens, 'accessToken'>;
  log: Logger;
  signal: AbortSignal;
}

const everyMs = 20_000;

/** Ends with the signal. A portal whose access cannot be renewed just now is looked at again in the next round. */
export async function keepAccess({ grants, tokens, log, signal }: AccessKeeping): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const portalId of await grants.portals()) {
        if (signal.aborted) return;
        await tokens.accessToken(portalId).catch((error: unknown) => {
          if (!(error instanceof PortalDisconnectedError) && !signal.aborted) {
            log.warn({ err: error, portalId }, 'the access of a portal could not be renewed');
          }
        });
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'the access of portals could not be looked after');
    }
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
