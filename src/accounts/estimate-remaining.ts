// How long the rest of a portal's first copy takes, from what is known of its size: the calls that are left, at the rate that is allowed.
import { pairedTypes } from './copy-associations.ts';
import { mirroredTypes } from './crm.ts';
import type { SyncStep } from './ports.ts';

const recordsPerPage = 100;
const associationsPerCall = 1_000;
/** Of the 11 a second that HubSpot allows, what is reached in practice. */
const callsPerSecond = 10.5;

/** Seconds, rounded up; null where nobody knows how much is left, 0 once all is copied. */
export function estimateRemaining(steps: readonly SyncStep[]): number | null {
  const types = mirroredTypes.flatMap((type) => {
    const step = steps.find((each) => each.step === type);
    return step === undefined || step.state === 'done' || step.state === 'unavailable' ? [] : [{ type, step }];
  });
  let calls = 0;
  for (const { type, step } of types) {
    if (step.expected === null) return null;
    const left = Math.max(0, step.expected - step.count);
    calls += Math.ceil(left / recordsPerPage) + pairedTypes(type).length * Math.ceil(left / associationsPerCall);
  }
  return Math.ceil(calls / callsPerSecond);
}
