// Calls to one portal's HubSpot: within its limits, repeated by its table, with a deadline, in named errors.
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { CrmUnavailableError, PortalDisconnectedError } from '../accounts/crm.ts';
import { type ApiResource, createApiPaths } from './api-paths.ts';
import type { CallBudget, CallKind } from './call-budget.ts';
import type { AnsweredCall, CallMeter } from './call-meter.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { HubspotRefusedError, parseErrorEnvelope } from './error-envelope.ts';
import { type Attempted, nextStep, type RetryLimits, type Step } from './retry-policy.ts';
import type { SendRequest, WireRequest } from './send-request.ts';

interface HubspotCall extends Omit<WireRequest, 'path'> {
  resource: ApiResource;
  /** What follows the resource's dated path, for example `/companies/batch/read`. */
  path: string;
  kind?: CallKind;
  /** True for a create: after an ambiguous failure it is not repeated here. Reads and absolute writes may be. */
  isCreate?: boolean;
  /** True where 404 is an answer like any other: it does not count as an error of ours. */
  mayBeMissing?: boolean;
}

export interface HubspotApi {
  /**
   * The parsed body of an answer 2xx, 207 included.
   * @throws HubspotRefusedError, CrmUnavailableError, PortalDisconnectedError
   */
  call<Schema extends z.ZodType>(call: HubspotCall, schema: Schema): Promise<z.infer<Schema>>;
}

/** `rejected` names the token that HubSpot no longer takes, so that a fresh one is fetched. */
export type AccessToken = (rejected?: string) => Promise<string>;

export interface HubspotApiParts {
  send: SendRequest;
  accessToken: AccessToken;
  budget: CallBudget;
  breaker: CircuitBreaker;
  meter: CallMeter;
  now: () => number;
  random: () => number;
  limits: ApiLimits;
  signal: AbortSignal | undefined;
}

export interface ApiLimits extends RetryLimits {
  /** For one exchange. */
  timeoutMs: number;
  /** For a call with its waits and repeats. */
  deadlineMs: number;
}

export function createHubspotApi(parts: HubspotApiParts): HubspotApi {
  const paths = createApiPaths();
  return {
    call: async (call, schema) => {
      const body = await paths.withFallback(call.resource, (prefix) => {
        const { method, query, body: content } = call;
        const request: WireRequest = {
          method,
          path: prefix + call.path,
          ...(query === undefined ? {} : { query }),
          ...(content === undefined ? {} : { body: content }),
        };
        return persist(parts, request, {
          kind: call.kind ?? 'general',
          repeatable: call.isCreate !== true,
          mayBeMissing: call.mayBeMissing === true,
        });
      });
      const parsed = schema.safeParse(body);
      if (parsed.success) return parsed.data;
      const fields = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 5);
      throw new CrmUnavailableError(
        `HubSpot's answer to ${call.method} ${call.path} was not understood (${fields.join(', ')}).`,
        {
          retryAfterMs: 60_000,
        },
      );
    },
  };
}

/** A fresh token may be rejected too (clocks, a second rotation), though hardly again and again. */
const renewalsMax = 3;

interface Manner {
  kind: CallKind;
  repeatable: boolean;
  mayBeMissing: boolean;
}

/** Repeats until there is an answer to hand back or to throw. */
async function persist(parts: HubspotApiParts, request: WireRequest, manner: Manner): Promise<unknown> {
  const deadlineAt = parts.now() + parts.limits.deadlineMs;
  let accessToken = await parts.accessToken();
  let renewals = 0;
  for (let attempt = 1; ; attempt += 1) {
    const attempted = await attemptOnce(parts, request, { ...manner, accessToken, deadlineAt });
    const step = nextStep(attempted, { ...manner, attempt, random: parts.random(), limits: parts.limits });
    if (step.do === 'return') return attempted.outcome === 'answered' ? attempted.body : null;
    if (step.do === 'renew-token') {
      const renewed = await parts.accessToken(accessToken);
      renewals += 1;
      if ((renewals > 1 && renewed === accessToken) || renewals > renewalsMax) {
        throw new PortalDisconnectedError('HubSpot no longer takes the access token of this portal.');
      }
      accessToken = renewed;
    } else {
      await pauseOrThrow(parts, { step, request, deadlineAt, kind: manner.kind });
    }
  }
}

interface AttemptTerms {
  kind: CallKind;
  mayBeMissing: boolean;
  accessToken: string;
  deadlineAt: number;
}

async function attemptOnce(parts: HubspotApiParts, request: WireRequest, terms: AttemptTerms): Promise<Attempted> {
  const { budget, breaker, meter, now, signal } = parts;
  if (signal?.aborted === true) throw new CrmUnavailableError('The service is stopping.', { retryAfterMs: 1_000 });
  breaker.enter();
  const waitFrom = now();
  const wait = { waitMaxMs: Math.max(1, terms.deadlineAt - waitFrom), signal };
  const slot = await budget.reserve(terms.kind, wait).catch((error: unknown) => {
    breaker.abandoned();
    throw error;
  });
  meter.waited(now() - waitFrom);
  const timeoutMs = Math.max(1, Math.min(parts.limits.timeoutMs, terms.deadlineAt - now()));
  const { attempted, limits, serverTime } = await parts.send(request, {
    accessToken: terms.accessToken,
    timeoutMs,
    signal,
  });
  slot.settle(terms.kind === 'general' ? limits : null);
  meter.answered(answeredCall(request, attempted, terms.mayBeMissing));
  if (serverTime !== null) meter.clockOff(serverTime - now());
  if (attempted.outcome === 'failed' || attempted.status >= 500) breaker.failed();
  else breaker.succeeded();
  return attempted;
}

/** Ids are left out of the path: what is counted says what kind of call it was. */
function answeredCall(request: WireRequest, attempted: Attempted, mayBeMissing: boolean): AnsweredCall {
  const what = `${request.method} ${request.path.replaceAll(/\/\d+(?=\/|$)/g, '/:id')}`;
  if (attempted.outcome === 'failed') return { status: attempted.reason, what, policy: null, mayBeMissing };
  const { status } = attempted;
  if (status < 400) return { status, what, policy: null, mayBeMissing };
  const { category, policyName } = parseErrorEnvelope(attempted.body);
  const policy = status === 429 ? (policyName ?? 'UNKNOWN') : null;
  return { status, what: category === undefined ? what : `${what} ${category}`, policy, mayBeMissing };
}

interface Pause {
  step: Exclude<Step, { do: 'return' | 'renew-token' }>;
  request: WireRequest;
  deadlineAt: number;
  kind: CallKind;
}

async function pauseOrThrow(parts: HubspotApiParts, { step, request, deadlineAt, kind }: Pause): Promise<void> {
  const name = `${request.method} ${request.path}`;
  if (step.do === 'refuse') throw new HubspotRefusedError(name, step);
  if (step.do === 'give-up') {
    throw new CrmUnavailableError(`HubSpot could not be asked (${name}): ${step.reason}.`, step);
  }
  if (step.holdMs > 0) parts.budget.hold(kind, step.holdMs);
  if (parts.now() + step.afterMs >= deadlineAt || parts.signal?.aborted === true) {
    throw new CrmUnavailableError(`HubSpot could not be asked (${name}) before the deadline.`, {
      retryAfterMs: step.afterMs,
    });
  }
  parts.meter.retried();
  await delay(step.afterMs, undefined, { ...(parts.signal === undefined ? {} : { signal: parts.signal }) }).catch(
    (cause: unknown) => {
      throw new CrmUnavailableError(`The call was cancelled (${name}).`, { retryAfterMs: 1_000, cause });
    },
  );
}
