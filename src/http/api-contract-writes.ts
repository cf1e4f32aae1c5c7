// What the API asks and answers about writes: the switch, runs, their rows, what is withheld, own calls by day.
import { z } from 'zod';
import { portalQuerySchema } from './api-contract.ts';
import { epochMs } from './api-contract-basics.ts';
import { withheldReason, withheldRowSchema, writtenType } from './api-contract-withheld.ts';

const rowState = z.enum(['planned', 'written', 'failed', 'changed', 'gone']);
const property = z.string().min(1).max(200);
const offset = z.coerce.number().int().min(0).max(10_000_000).default(0);
const limit = z.coerce.number().int().min(1).max(200).default(100);

export const runIdSchema = z.object({ runId: z.string().min(1).max(64) });

const runSchema = z
  .object({
    runId: z.string(),
    kind: z.enum(['automatic', 'preview', 'undo']),
    state: z.enum(['computing', 'ready', 'writing', 'done', 'discarded']),
    startedAt: epochMs,
    lastAt: epochMs,
    startedBy: z.string().nullable(),
    writtenBy: z.string().nullable(),
    undoOf: z.string().nullable(),
    undoneBy: z.string().nullable(),
    doneCount: z.number(),
    totalCount: z.number(),
    objects: z.number(),
    written: z.number(),
    failed: z.number(),
    skipped: z.number(),
  })
  .meta({ id: 'WriteRun' });

export const writesSchema = z
  .object({
    switch: z.object({ writes: z.enum(['held', 'released']), at: epochMs, by: z.string().nullable() }),
    /** Whether somebody has to look at a preview before writes can be released. */
    previewFirst: z.boolean(),
    runs: z.array(runSchema),
    withheld: z.object({ by_hand: z.number(), kept: z.number(), undone: z.number(), refused: z.number() }),
    missing: z.array(z.object({ name: z.string(), reason: z.string().nullable() })),
    provisionedAt: epochMs.nullable(),
    mayChange: z.boolean(),
  })
  .meta({ id: 'Writes' });

export const runSummarySchema = z
  .object({
    run: runSchema,
    counts: z.array(z.object({ type: writtenType, property: z.string(), state: rowState, count: z.number() })),
  })
  .meta({ id: 'WriteRunSummary' });

export const runRowsQuerySchema = portalQuerySchema.extend({
  type: writtenType.optional(),
  property: property.optional(),
  state: rowState.optional(),
  offset,
  limit,
});

const runRowSchema = z
  .object({
    type: writtenType,
    objectId: z.string(),
    accountId: z.string(),
    property: z.string(),
    before: z.string().nullable(),
    after: z.string(),
    reason: z.string(),
    state: rowState,
    failure: z.string().nullable(),
  })
  .meta({ id: 'WriteRow' });
export const runRowsSchema = z.object({ rows: z.array(runRowSchema), total: z.number() }).meta({ id: 'WriteRows' });

export const withheldQuerySchema = portalQuerySchema.extend({
  why: withheldReason.optional(),
  offset,
  limit,
});

export const withheldSchema = z
  .object({ rows: z.array(withheldRowSchema), total: z.number() })
  .meta({ id: 'WithheldValues' });

export const callsSchema = z
  .object({
    /** Newest first. */
    days: z.array(z.object({ day: z.string(), calls: z.number(), errors: z.number() })),
    /** Of these days, most frequent first. */
    causes: z.array(
      z.object({ day: z.string(), status: z.string(), policy: z.string(), what: z.string(), count: z.number() }),
    ),
    /** Shares of errors: our own mark, and the one at which HubSpot certifies. */
    markShare: z.number(),
    limitShare: z.number(),
  })
  .meta({ id: 'OwnCalls' });

export const switchBodySchema = z.strictObject({ writes: z.enum(['held', 'released']) });
export const decisionBodySchema = z.strictObject({
  type: writtenType,
  objectId: z.string().min(1).max(64),
  property,
  decision: z.enum(['keep', 'ours']),
});
export const startedSchema = z.object({ runId: z.string() });

export type WritesAnswer = z.infer<typeof writesSchema>;
export type WriteRunAnswer = z.infer<typeof runSchema>;
export type RunSummaryAnswer = z.infer<typeof runSummarySchema>;
export type RunRowAnswer = z.infer<typeof runRowSchema>;
export type WithheldAnswer = z.infer<typeof withheldRowSchema>;
