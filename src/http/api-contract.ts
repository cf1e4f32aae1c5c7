// What the API asks and answers, as zod schemas: the server is checked against them, the pages read with them, /openapi.json is made of them.
import { z } from 'zod';
import { grades, valueClasses, valuePartCodes, verdictTags } from '../value/model.ts';
import { epochMs, level, minor, reason, role, stage, valueClass } from './api-contract-basics.ts';
import { accountMapSchema } from './api-contract-map.ts';
import { withheldRowSchema } from './api-contract-withheld.ts';

const accountSorts = ['name', 'value_class', 'ltv', 'stage', 'coverage', 'owner', 'value_at_risk'] as const;

export const portalQuerySchema = z.object({ portal: z.coerce.number().int().nonnegative().optional() });
export const localeQuerySchema = portalQuerySchema.extend({ locale: z.enum(['en', 'vi']).optional() });
export const mapPictureQuerySchema = localeQuerySchema.extend({ size: z.enum(['picture', 'full']).default('picture') });
export const accountIdSchema = z.object({ accountId: z.string().min(1).max(64) });

export const accountsQuerySchema = portalQuerySchema.extend({
  search: z.string().max(200).optional(),
  class: z.enum([...valueClasses, 'none']).optional(),
  stage: stage.optional(),
  missing: role.optional(),
  owner: z.string().max(64).optional(),
  one_person: z.enum(['yes', 'no']).optional(),
  sort: z.enum(accountSorts).default('ltv'),
  descending: z.enum(['yes', 'no']).optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

const portalSchema = z
  .object({
    portalId: z.number(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    sample: z.boolean(),
    state: z.enum(['backfilling', 'ready', 'disconnected']),
    connectedAt: epochMs,
  })
  .meta({ id: 'Portal' });
export const portalsSchema = z
  .object({ portals: z.array(portalSchema), sandboxUrl: z.string().nullable(), version: z.string() })
  .meta({ id: 'Portals' });

export const accountLineSchema = z
  .object({
    accountId: z.string(),
    name: z.string(),
    city: z.string().nullable(),
    country: z.string().nullable(),
    industry: z.string().nullable(),
    ownerId: z.string().nullable(),
    ownerName: z.string().nullable(),
    valueClass: valueClass.nullable(),
    tags: z.array(z.enum(verdictTags)),
    currency: z.string(),
    ltvMinor: minor.nullable(),
    ltvLowMinor: minor.nullable(),
    ltvHighMinor: minor.nullable(),
    stage: stage.nullable(),
    coveragePercent: z.number().nullable(),
    coverageStatus: z.enum(['red', 'amber', 'green']).nullable(),
    coverageCells: z.array(z.object({ role, level })),
    missingRoles: z.array(role),
    people: z.number(),
    valueAtRiskMinor: minor,
    builtAt: epochMs.nullable(),
  })
  .meta({ id: 'AccountLine' });

export const accountsSchema = z
  .object({
    lines: z.array(accountLineSchema),
    total: z.number(),
    byClass: z.record(z.string(), z.number()),
    ltvMinor: minor,
    valueAtRiskMinor: minor,
    currency: z.string(),
  })
  .meta({ id: 'Accounts' });

const valueSchema = z
  .object({
    currency: z.string(),
    asOf: epochMs,
    isCustomer: z.boolean(),
    ltvMinor: minor,
    ltvLowMinor: minor,
    ltvHighMinor: minor,
    potentialMinor: minor,
    unrealisedPotentialMinor: minor,
    potentialGrade: z.enum(['A', 'B', 'C']).nullable(),
    orders: z.number(),
    firstOrder: epochMs.nullable(),
    lastOrder: epochMs.nullable(),
    model: z.string(),
    pAlive: z.number().nullable(),
    expectedOrders12: z.number(),
    parts: z.array(z.object({ code: z.enum(valuePartCodes), amountMinor: minor, grade: z.enum(grades) })),
    contribution12Minor: minor,
    contributionPrevious12Minor: minor,
    rfm: z.string(),
    lifecycleStage: stage,
    probabilityBelowZero: z.number(),
    reasons: z.array(reason),
  })
  .meta({ id: 'AccountValue' });

const verdictSchema = z
  .object({
    valueClass: valueClass.nullable(),
    since: epochMs,
    pending: z.object({ valueClass, since: epochMs }).nullable(),
    reasons: z.array(reason),
    thresholdMinor: minor,
    marginToNextMinor: minor,
    tags: z.array(z.enum(verdictTags)),
  })
  .meta({ id: 'Verdict' });

const dealSchema = z
  .object({
    dealId: z.string(),
    name: z.string(),
    stage: z.string(),
    state: z.enum(['open', 'won', 'lost']),
    amountMinor: minor.nullable(),
    currency: z.string(),
    closeDate: epochMs.nullable(),
  })
  .meta({ id: 'Deal' });

const writtenRowSchema = z
  .object({
    type: z.enum(['companies', 'contacts', 'deals']),
    objectId: z.string(),
    property: z.string(),
    before: z.string().nullable(),
    after: z.string(),
    reason: z.string(),
    outcome: z.enum(['written', 'failed']),
    failure: z.string().nullable(),
    at: epochMs,
  })
  .meta({ id: 'WrittenRow' });

export const accountSchema = z
  .object({
    line: accountLineSchema,
    map: accountMapSchema.nullable(),
    value: valueSchema.nullable(),
    verdict: verdictSchema.nullable(),
    classSince: epochMs.nullable(),
    thresholds: z
      .object({ mvcMinor: minor.nullable(), mgcMinor: minor.nullable(), medianPositiveMinor: minor })
      .nullable(),
    models: z.array(
      z.object({
        name: z.string(),
        chosen: z.boolean(),
        mae: z.number().nullable(),
        expectedTotal: z.number().nullable(),
        actualTotal: z.number().nullable(),
      }),
    ),
    settings: z.object({ discountRate: z.number(), horizonYears: z.number() }),
    deals: z.array(dealSchema),
    written: z.array(writtenRowSchema),
    withheld: z.array(withheldRowSchema),
    parentId: z.string().nullable(),
    childIds: z.array(z.string()),
    recordUrl: z.string().nullable(),
  })
  .meta({ id: 'Account' });

export const ownersSchema = z
  .object({ owners: z.array(z.object({ ownerId: z.string(), name: z.string(), archived: z.boolean() })) })
  .meta({ id: 'Owners' });

export const syncSchema = z
  .object({
    state: z.enum(['backfilling', 'ready', 'disconnected']),
    steps: z.array(
      z.object({
        step: z.string(),
        label: z.string(),
        state: z.enum(['waiting', 'running', 'done', 'unavailable']),
        count: z.number(),
        expected: z.number().nullable(),
        reason: z.string().nullable(),
        updatedAt: epochMs,
      }),
    ),
    /** Of the first copy; 0 once it is complete, null where nobody knows. */
    remainingSeconds: z.number().nullable(),
    comparisons: z.object({
      /** Changes that webhooks missed, over all comparisons kept. */
      missed: z.number(),
      runs: z.array(
        z.object({
          depth: z.enum(['recent', 'full']),
          startedAt: epochMs,
          finishedAt: epochMs.nullable(),
          missed: z.number(),
          records: z.number(),
          gone: z.number(),
          associations: z.number(),
          owners: z.number(),
          fresh: z.number(),
        }),
      ),
    }),
  })
  .meta({ id: 'Sync' });

export const opsSchema = z
  .object({
    inbox: z.object({
      pending: z.number(),
      done: z.number(),
      quarantined: z.number(),
      notifications: z.number(),
      echoes: z.number(),
      odd: z.number(),
      oldestPendingAt: epochMs.nullable(),
      lastReceivedAt: epochMs.nullable(),
    }),
    queues: z.array(
      z.object({ name: z.string(), waiting: z.number(), active: z.number(), delayed: z.number(), failed: z.number() }),
    ),
    writes: z.object({ written: z.number(), failed: z.number(), lastAt: epochMs.nullable() }),
    faults: z.array(z.object({ at: epochMs, where: z.string(), what: z.string(), kept: z.string(), mend: z.string() })),
    calls: z
      .object({
        calls: z.number(),
        byStatus: z.record(z.string(), z.number()),
        rateLimited: z.record(z.string(), z.number()),
        retries: z.number(),
        waitedMs: z.number(),
        clockOffMs: z.number().nullable(),
      })
      .nullable(),
    unknownPaths: z.array(z.object({ path: z.string(), count: z.number() })).nullable(),
  })
  .meta({ id: 'Ops' });

export const changeSchema = z
  .object({ kind: z.enum(['account', 'accounts', 'sync', 'ops', 'writes']), accountId: z.string().nullable() })
  .meta({ id: 'Change' });

export const errorSchema = z
  .object({ error: z.object({ code: z.string(), what: z.string(), kept: z.string(), mend: z.string() }) })
  .meta({ id: 'Error' });

export type AccountsAnswer = z.infer<typeof accountsSchema>;
export type AccountLineAnswer = z.infer<typeof accountLineSchema>;
export type SyncAnswer = z.infer<typeof syncSchema>;
export type AccountAnswer = z.infer<typeof accountSchema>;
