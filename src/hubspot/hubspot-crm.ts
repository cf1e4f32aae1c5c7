// One portal's CRM over HubSpot's wire: puts the parts of this room together behind the port of the use cases.
import { type Crm, CrmRefusedError, type Owner, type PortalDetails } from '../accounts/crm.ts';
import { type CallBudget, createCallBudget } from './call-budget.ts';
import { type CallCounts, type CallMeter, createCallMeter } from './call-meter.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createTask, setTaskState, type TaskKeySupport } from './create-task.ts';
import { type AccessToken, type ApiLimits, createHubspotApi, type HubspotApi } from './hubspot-api.ts';
import { provisionPortal } from './provision-portal.ts';
import { readAssociations } from './read-associations.ts';
import { readProperties } from './read-properties.ts';
import { archivedAmong, listRecords, readRecords } from './read-records.ts';
import { removeProvisioned } from './remove-provisioned.ts';
import { hubspotRetryLimits } from './retry-policy.ts';
import { countRecords, listChanged } from './search-records.ts';
import { createSendRequest } from './send-request.ts';
import { accountDetailsSchema, afterOf, ownerPageSchema } from './wire-schemas.ts';
import { writeProperties } from './write-properties.ts';

export interface HubspotCrmOptions {
  /** Without a trailing slash. */
  baseUrl: string;
  /**
   * Called before each call, so that it keeps the token itself; with the token HubSpot just rejected it fetches another.
   * Throws PortalDisconnectedError where there is none any more.
   */
  accessToken: AccessToken;
  /** The portal the token should belong to; undefined where `readPortal` is to say which it is. */
  portalId?: number;
  now?: () => number;
  /** One budget for all that calls with this portal's token in this process. */
  budget?: CallBudget;
  limits?: Partial<ApiLimits>;
  /** Ends waits and calls under way when the service stops. */
  signal?: AbortSignal;
}

export interface HubspotCrm extends Crm {
  meter(): CallCounts;
  handOverCalls: CallMeter['handOver'];
}

const defaultLimits: ApiLimits = { ...hubspotRetryLimits, timeoutMs: 20_000, deadlineMs: 90_000 };

/** Every method throws CrmUnavailableError, CrmRefusedError or PortalDisconnectedError, and nothing else for HubSpot's faults. */
export function createHubspotCrm(options: HubspotCrmOptions): HubspotCrm {
  const now = options.now ?? Date.now;
  const meter = createCallMeter(now);
  const api = createHubspotApi({
    send: createSendRequest(options.baseUrl),
    accessToken: options.accessToken,
    budget: options.budget ?? createCallBudget(now),
    breaker: createCircuitBreaker(now),
    meter,
    now,
    random: Math.random,
    limits: { ...defaultLimits, ...options.limits },
    signal: options.signal,
  });
  const taskKeySupport: TaskKeySupport = { hasKeyProperty: null };
  return {
    readPortal: () => readPortal(api, options.portalId),
    listOwners: () => listAllOwners(api),
    listRecords: (request) => listRecords(api, request),
    readRecords: (request) => readRecords(api, request),
    countRecords: (type) => countRecords(api, type),
    listChanged: (request) => listChanged(api, request),
    archivedAmong: (request) => archivedAmong(api, request),
    readAssociations: (request) => readAssociations(api, request),
    writeProperties: (request) => writeProperties(api, request),
    provision: async (manifest) => {
      taskKeySupport.hasKeyProperty = null;
      return provisionPortal(api, manifest);
    },
    createTask: (task) => createTask(api, taskKeySupport, task),
    setTaskState: (request) => setTaskState(api, taskKeySupport, request),
    readProperties: (request) => readProperties(api, request),
    removeProvisioned: (manifest) => removeProvisioned(api, manifest),
    meter: () => meter.counts(),
    handOverCalls: meter.handOver,
  };
}

async function readPortal(api: HubspotApi, expected: number | undefined): Promise<PortalDetails> {
  const details = await api.call({ method: 'GET', resource: 'account', path: '/details' }, accountDetailsSchema);
  if (expected !== undefined && details.portalId !== expected) {
    throw new CrmRefusedError(`The access token belongs to portal ${details.portalId}, not to ${expected}.`, {
      status: 403,
      category: 'OTHER_PORTAL',
    });
  }
  return {
    portalId: details.portalId,
    name: details.name ?? `HubSpot ${details.portalId}`,
    timeZone: details.timeZone ?? 'UTC',
    currency: details.companyCurrency ?? 'USD',
    uiDomain: details.uiDomain ?? 'app.hubspot.com',
    sample: details.sample,
  };
}

/** Whoever is listed as active counts as active, even where the list of archived ones names them too. */
async function listAllOwners(api: HubspotApi): Promise<Owner[]> {
  const active = await listOwners(api, false);
  const known = new Set(active.map(({ ownerId }) => ownerId));
  const archived = await listOwners(api, true);
  return [...active, ...archived.filter(({ ownerId }) => !known.has(ownerId))];
}

const ownerPagesMax = 500;

async function listOwners(api: HubspotApi, archived: boolean): Promise<Owner[]> {
  const owners: Owner[] = [];
  let after: string | null = null;
  for (let page = 0; page < ownerPagesMax; page += 1) {
    const query: Record<string, string> = {
      limit: '100',
      archived: String(archived),
      ...(after === null ? {} : { after }),
    };
    const answer = await api.call({ method: 'GET', resource: 'owners', path: '', query }, ownerPageSchema);
    for (const { id, email, firstName, lastName } of answer.results) {
      const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ');
      owners.push({ ownerId: id, name: name === '' ? (email ?? id) : name, email, archived });
    }
    after = afterOf(answer.paging);
    if (after === null) break;
  }
  return owners;
}
