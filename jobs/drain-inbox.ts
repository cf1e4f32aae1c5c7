// Job: bring a portal's mirror up to date with the webhooks that are kept for it.
import { drainInbox } from '../src/accounts/drain-inbox.ts';
import type { NotificationReader, OwnMarks } from '../src/accounts/notification.ts';
import type { JobHandler } from '../src/accounts/queue-port.ts';
import { portalPayload } from './payloads.ts';
import { type FindContext, jobHandler } from './within-portal.ts';

export interface DrainReading {
  readNotifications: NotificationReader;
  ownProperties: OwnMarks['properties'];
}

export function drainInboxJob(findContext: FindContext, reading: DrainReading): JobHandler {
  return jobHandler(
    {
      name: 'drain-inbox',
      payload: portalPayload,
      states: ['backfilling', 'ready'],
      run: (context, _payload, { isLastAttempt }) =>
        drainInbox(context, {
          readNotifications: reading.readNotifications,
          own: { appId: context.portal.appId, properties: reading.ownProperties },
          isLastAttempt,
        }),
      failureCode: 'drain_failed',
    },
    findContext,
  );
}
