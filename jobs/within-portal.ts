// What every job does before and after its use case: parse the payload again, find the portal, and say in words what went wrong.
import type { z } from 'zod';
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../src/accounts/crm.ts';
import { markDisconnected } from '../src/accounts/mark-disconnected.ts';
import type { Portal } from '../src/accounts/ports.ts';
import { FinalRefusalError, type JobContext, type JobHandler, NotYetError } from '../src/accounts/queue-port.ts';
import type { SyncContext } from '../src/accounts/sync-context.ts';

/** Null for portals that are unknown here. */
export type FindContext = (portalId: number) => Promise<SyncContext | null>;

export interface JobDefinition<P extends { portalId: number }> {
  /** How faults name it. */
  name: string;
  payload: z.ZodType<P>;
  /** The portal's states in which the job has something to do. */
  states: readonly Portal['state'][];
  run(context: SyncContext, payload: P, job: JobContext): Promise<unknown>;
  /** What a person reads when it failed for good. */
  words: { what: string; kept: string; mend: string };
}

const waitWorthTellingMs = 30_000;

export function jobHandler<P extends { portalId: number }>(
  definition: JobDefinition<P>,
  findContext: FindContext,
): JobHandler {
  return async (stored, job) => {
    const parsed = definition.payload.safeParse(stored);
    if (!parsed.success) throw new FinalRefusalError(`The payload of ${definition.name} is not one that it knows.`);
    const context = await findContext(parsed.data.portalId);
    if (context === null || !definition.states.includes(context.portal.state)) return;
    try {
      await definition.run(context, parsed.data, job);
    } catch (error) {
      await explain({ definition, context, job, error });
      throw error;
    }
  };
}

/** Keeps the reason where people look; the error itself goes on to the queue, which decides what happens next. */
async function explain<P extends { portalId: number }>(failure: {
  definition: JobDefinition<P>;
  context: SyncContext;
  job: JobContext;
  error: unknown;
}): Promise<void> {
  const { definition, context, job, error } = failure;
  const { stores, portal, now } = context;
  const record = (what: string, rest: { kept: string; mend: string }) =>
    stores.faults.record(portal.portalId, { at: now(), where: definition.name, what, ...rest });
  if (error instanceof PortalDisconnectedError) {
    await markDisconnected({ stores, portalId: portal.portalId, now: now() });
  } else if (error instanceof CrmUnavailableError) {
    if (error.retryAfterMs >= waitWorthTellingMs) await record('HubSpot cannot be asked just now.', waitWords(error));
  } else if (error instanceof NotYetError) {
    return;
  } else if (job.isLastAttempt || error instanceof CrmRefusedError || error instanceof FinalRefusalError) {
    const name = error instanceof Error ? error.name : 'unknown error';
    await record(`${definition.words.what} (${name})`, definition.words);
  }
}

function waitWords(error: CrmUnavailableError): { kept: string; mend: string } {
  return {
    kept: 'Every webhook is kept; the work goes on by itself.',
    mend: `Nothing to do: it is tried again in ${Math.round(error.retryAfterMs / 1_000)} s.`,
  };
}
