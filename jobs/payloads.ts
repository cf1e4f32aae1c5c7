// The shape of what jobs carry in the queue: ids and a version, the same for every producer.
import { z } from 'zod';

/** Jobs about a portal as a whole. */
export const portalPayload = z.strictObject({ version: z.literal(1), portalId: z.number().int().positive() });
