// Job: compare a portal's mirror with HubSpot and repair what webhooks missed.
import { z } from 'zod';
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { reconcilePortal } from '../src/accounts/reconcile-portal.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

const payload = portalPayload.extend({ depth: z.enum(['recent', 'full']) });
/** A webhook is on its way for seconds as a rule, and for so long where the first attempts failed, ms. */
const graceMs = 120_000;

export function reconcilePortalJob(findContext: FindContext): JobHandler {
  return jobHandler(
    {
      name: 'reconcile-portal',
      payload,
      states: ['ready'],
      run: (context, { depth }) => reconcilePortal(context, { depth, graceMs }),
      failureCode: 'reconcile_failed',
    },
    findContext,
  );
}
