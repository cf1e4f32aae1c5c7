// Job: write what differs of some accounts into HubSpot.
import { z } from 'zod';
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { writeBack } from '../src/accounts/write-back.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

const payload = portalPayload.extend({ accountIds: z.array(z.string()).max(100) });

export function writeBackJob(findContext: FindContext): JobHandler {
  return jobHandler(
    {
      name: 'write-back',
      payload,
      states: ['ready'],
      run: (context, { accountIds }) => writeBack(context, accountIds),
      failureCode: 'write_back_failed',
    },
    findContext,
  );
}
