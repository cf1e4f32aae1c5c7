// A HubSpot on nock: each test says what it answers, and fails where an answer was not asked for.
import nock from 'nock';
import { afterEach, beforeEach, expect } from 'vitest';
import { z } from 'zod';
import { createHubspotCrm, type HubspotCrm, type HubspotCrmOptions } from '../../src/hubspot/hubspot-crm.ts';

export const baseUrl = 'https://api.hubspot.test';
export const quickLimits = {
  pauseMs: 1,
  lockedPauseMs: 5,
  limitedPauseMs: { rolling: 2, secondly: 1 },
  timeoutMs: 200,
  deadlineMs: 3_000,
};

/** For one test file: the network is closed, and every answer that was prepared must have been fetched. */
export function watchWire(): void {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const left = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(left).toEqual([]);
  });
}

export function wireCrm(options: Partial<HubspotCrmOptions> = {}): HubspotCrm {
  return createHubspotCrm({ baseUrl, accessToken: async () => 'token', limits: quickLimits, ...options });
}

export function wire(): nock.Scope {
  return nock(baseUrl, { reqheaders: { authorization: 'Bearer token' } });
}

const inputsSchema = z.object({ inputs: z.array(z.object({ id: z.string() })) });

/** The ids that a batch call names. */
export async function idsOf(request: Request): Promise<string[]> {
  return inputsSchema.parse(await request.json()).inputs.map(({ id }) => id);
}

/** What the work was refused with; null where it went well. */
export async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}
