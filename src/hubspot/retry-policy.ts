// What to do about an answer: HubSpot's table of what may be repeated (hubspot.md, section 6), as a function without I/O.
import type { CallKind } from './call-budget.ts';
import { type ErrorEnvelope, parseErrorEnvelope } from './error-envelope.ts';

export type Attempted =
  | { outcome: 'answered'; status: number; retryAfterMs: number | null; body: unknown }
  | { outcome: 'failed'; reason: 'timeout' | 'network'; cause: unknown };

export type Step =
  | { do: 'return' }
  | { do: 'renew-token' }
  /** `holdMs`: nobody else of this kind should call before either. */
  | { do: 'retry'; afterMs: number; holdMs: number; policy: string | null }
  | { do: 'give-up'; retryAfterMs: number; reason: string; policy: string | null }
  | { do: 'refuse'; status: number; envelope: ErrorEnvelope };

export interface Circumstances {
  /** 1 for the first attempt. */
  attempt: number;
  /** False for a create: repeated only where HubSpot surely did not act. */
  repeatable: boolean;
  kind: CallKind;
  /** 0 to 1, evenly spread: the jitter. */
  random: number;
  limits: RetryLimits;
}

export interface RetryLimits {
  attemptsMax: number;
  /** First pause; doubles with each attempt. */
  pauseMs: number;
  pauseMaxMs: number;
  /** HubSpot asks for at least 2 s after 423. */
  lockedPauseMs: number;
  /** Least rest of all calls after 429, by the limit that was hit; grows with each attempt. */
  limitedPauseMs: { rolling: number; secondly: number };
}

export const hubspotRetryLimits: RetryLimits = {
  attemptsMax: 5,
  pauseMs: 400,
  pauseMaxMs: 10_000,
  lockedPauseMs: 2_000,
  limitedPauseMs: { rolling: 2_000, secondly: 1_000 },
};

const refusedUnprocessed = new Set([423, 429, 477, 521, 523]);
const perhapsProcessed = new Set([502, 503, 504, 524]);
const waitHereMaxMs = 30_000;
const dailyRetryMs = 15 * 60_000;
const laterMs = 15_000;

export function nextStep(attempted: Attempted, circumstances: Circumstances): Step {
  if (attempted.outcome === 'failed') return afterSilence(attempted.reason, circumstances);
  const { status } = attempted;
  if (status < 400) return { do: 'return' };
  if (status === 401) return { do: 'renew-token' };
  if (status === 429) return afterLimit(attempted, circumstances);
  if (refusedUnprocessed.has(status)) return afterRefusal(attempted, circumstances);
  if (perhapsProcessed.has(status) && circumstances.repeatable)
    return retryOrGiveUp(pauseOf(circumstances), status, circumstances);
  if (status >= 500) return { do: 'give-up', retryAfterMs: laterMs, reason: `it answered ${status}`, policy: null };
  return { do: 'refuse', status, envelope: parseErrorEnvelope(attempted.body) };
}

/** After a time-out or a cut nobody knows whether HubSpot acted. */
function afterSilence(reason: 'timeout' | 'network', circumstances: Circumstances): Step {
  const said = reason === 'timeout' ? 'it did not answer in time' : 'the connection failed';
  if (!circumstances.repeatable) return { do: 'give-up', retryAfterMs: laterMs, reason: said, policy: null };
  return retryOrGiveUp(pauseOf(circumstances), said, circumstances);
}

function afterLimit(answer: { retryAfterMs: number | null; body: unknown }, circumstances: Circumstances): Step {
  const policy = parseErrorEnvelope(answer.body).policyName ?? 'UNKNOWN';
  if (policy === 'DAILY') {
    return {
      do: 'give-up',
      retryAfterMs: answer.retryAfterMs ?? dailyRetryMs,
      reason: 'the daily limit is used up',
      policy,
    };
  }
  const { rolling, secondly } = circumstances.limits.limitedPauseMs;
  const unitMs = policy === 'SECONDLY' || circumstances.kind === 'search' ? secondly : rolling;
  const holdMs = answer.retryAfterMs ?? unitMs * circumstances.attempt;
  const step = retryOrGiveUp(holdMs + pauseOf(circumstances), 429, circumstances);
  return step.do === 'retry' ? { ...step, holdMs, policy } : { ...step, policy };
}

function afterRefusal(answer: { status: number; retryAfterMs: number | null }, circumstances: Circumstances): Step {
  const leastMs = answer.status === 423 ? circumstances.limits.lockedPauseMs : 0;
  const afterMs = Math.max(answer.retryAfterMs ?? 0, leastMs) + pauseOf(circumstances);
  return retryOrGiveUp(afterMs, answer.status, circumstances);
}

type RetryOrGiveUp = Extract<Step, { do: 'retry' | 'give-up' }>;

function retryOrGiveUp(afterMs: number, why: number | string, { attempt, limits }: Circumstances): RetryOrGiveUp {
  const reason = typeof why === 'number' ? `it answered ${why}` : why;
  if (attempt >= limits.attemptsMax || afterMs > waitHereMaxMs) {
    return { do: 'give-up', retryAfterMs: Math.max(afterMs, laterMs), reason, policy: null };
  }
  return { do: 'retry', afterMs, holdMs: 0, policy: null };
}

/** Full jitter over a doubling ceiling. */
function pauseOf({ attempt, random, limits }: Circumstances): number {
  return Math.round(random * Math.min(limits.pauseMs * 2 ** (attempt - 1), limits.pauseMaxMs));
}
