// Connects portals and lets them go: by the access given at the start, or by what their administrators consented to.
import { setTimeout as delay } from 'node:timers/promises';
import { UnreadableGrantError } from '../accounts/access-port.ts';
import { CrmRefusedError, PortalDisconnectedError } from '../accounts/crm.ts';
import { type Disconnected, type DisconnectRequest, disconnectPortal } from '../accounts/disconnect-portal.ts';
import { markDisconnected } from '../accounts/mark-disconnected.ts';
import type { HubspotCrm } from '../hubspot/hubspot-crm.ts';
import { type ConnectParts, connectUntilDone, type PortalAccess } from './connect-until-done.ts';
import type { OpenAccess } from './open-access.ts';
import type { PortalCrms } from './portal-crms.ts';

export interface PortalConnections {
  /** @throws PortalDisconnectedError, CrmRefusedError */
  connect(access: PortalAccess): Promise<void>;
  /** With the access kept in the store; what goes wrong is told on the pages and stops no other portal. */
  connectGranted(portalId: number): Promise<void>;
  /** All portals whose access is kept, a few at a time. */
  connectAllGranted(): Promise<void>;
  disconnect(request: DisconnectRequest): Promise<Disconnected>;
  /** With the access given at the start; false where there is none. @throws PortalDisconnectedError, CrmRefusedError */
  reconnect(portalId: number): Promise<boolean>;
}

type Parts = Omit<ConnectParts, 'access' | 'onConnected'> & {
  crms: PortalCrms;
  oauth: () => OpenAccess['oauth'];
  onConnected: (portalId: number, crm: HubspotCrm) => void;
  onErased: (portalId: number) => void;
};

const atOnceMax = 4;
/** A portal that cannot be reached goes on trying, and the next one begins, ms. */
const turnMaxMs = 30_000;
/** Whoever asks for it waits this long; the rest goes on by itself, ms. */
const firstLookMaxMs = 8_000;

export function connectPortals(parts: Parts): PortalConnections {
  const { stores, manifest, now, log, signal, crms } = parts;
  /** Given at the start: it may be used again. */
  const given = new Map<number, PortalAccess>();
  const connect = (access: PortalAccess, isGiven: boolean) =>
    connectUntilDone({
      ...parts,
      access,
      onConnected: (portalId, crm) => {
        if (isGiven) given.set(portalId, access);
        parts.onConnected(portalId, crm);
      },
    });
  const connectGranted = async (portalId: number): Promise<void> => {
    const access = parts.oauth()?.accessOf(portalId);
    if (access === undefined) return;
    try {
      await connect(access, false);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, portalId }, 'a portal could not be connected; the others are');
      await tellFailure(parts, portalId, error);
    }
  };
  return {
    connect: (access) => connect(access, true),
    connectGranted,
    async connectAllGranted() {
      const waiting = (await stores.grants.portals()).values();
      const lane = async () => {
        for (const portalId of waiting) {
          await Promise.race([connectGranted(portalId), delay(turnMaxMs, undefined, { ref: false })]);
        }
      };
      await Promise.all(Array.from({ length: atOnceMax }, lane));
    },
    async disconnect(request) {
      const { portalId } = request;
      const oauth = parts.oauth();
      const crm = crms.crmOf(portalId);
      const ended = await disconnectPortal({ stores, crm, issuer: oauth?.issuer ?? null, manifest, now }, request);
      crms.remove(portalId);
      oauth?.tokens.forget(portalId);
      if (request.data === 'delete') parts.onErased(portalId);
      return ended;
    },
    async reconnect(portalId) {
      const access = given.get(portalId);
      if (access === undefined) return false;
      await Promise.race([connect(access, true), delay(firstLookMaxMs, undefined, { ref: false })]);
      return true;
    },
  };
}

async function tellFailure({ stores, now }: Parts, portalId: number, error: unknown): Promise<void> {
  if (error instanceof PortalDisconnectedError) return markDisconnected({ stores, portalId, now: now() });
  const isSealed = error instanceof UnreadableGrantError;
  const reason = error instanceof CrmRefusedError ? `${error.status} ${error.category}` : nameOf(error);
  await stores.faults.record(portalId, {
    at: now(),
    where: 'connect',
    what: isSealed
      ? 'The access kept of this portal does not open with the keys in TOKEN_KEYS.'
      : `The portal could not be connected (${reason}).`,
    kept: 'Maps, values and what was written stay as they are.',
    mend: isSealed
      ? 'Put the key that is missing back into TOKEN_KEYS and start again, or connect the portal again on the settings page.'
      : 'Connect the portal again on the settings page; if it lasts, look at the log.',
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
