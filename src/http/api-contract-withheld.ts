// A value that is not written, as the API answers it on the page of writes and on the account's.
import { z } from 'zod';
import { epochMs } from './api-contract-basics.ts';

export const writtenType = z.enum(['companies', 'contacts', 'deals']);
export const withheldReason = z.enum(['by_hand', 'kept', 'undone', 'refused']);

export const withheldRowSchema = z
  .object({
    type: writtenType,
    objectId: z.string(),
    accountId: z.string(),
    property: z.string(),
    why: withheldReason,
    ours: z.string(),
    theirs: z.string().nullable(),
    reason: z.string().nullable(),
    at: epochMs,
  })
  .meta({ id: 'WithheldValue' });
