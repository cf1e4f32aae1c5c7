// The map of an account as the API answers it.
import { z } from 'zod';
import { seniorities } from '../buying-center/model.ts';
import { epochMs, level, minor, reason, role } from './api-contract-basics.ts';

const fact = z
  .object({
    state: z.enum(['stated', 'observed', 'inferred', 'assumed']),
    source: z.string(),
    date: epochMs.nullable(),
    probability: z.number(),
    reasons: z.array(reason),
  })
  .meta({ id: 'Fact' });
const stance = z.enum(['mentor', 'supporter', 'neutral', 'skeptic', 'opponent']);

const personSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    title: z.string().nullable(),
    email: z.string().nullable(),
    department: z.string().nullable(),
    seniority: z.enum(seniorities).nullable(),
    roles: z.array(z.object({ role, fact })),
    stance: stance.nullable(),
    stanceFact: fact.nullable(),
    strength: z.number(),
    strengthReasons: z.array(reason),
    trend: z.enum(['rising', 'steady', 'falling']),
    strongestColleagueId: z.string().nullable(),
    lastContactAt: epochMs.nullable(),
    interactionCount: z.number(),
    verifyBy: epochMs.nullable(),
    left: fact.nullable(),
    managerId: z.string().nullable(),
    placeholder: z.boolean(),
    madeUp: z.boolean(),
  })
  .meta({ id: 'Person' });

const coverageSchema = z
  .object({
    percent: z.number(),
    status: z.enum(['red', 'amber', 'green']),
    statusReason: reason,
    roles: z.array(z.object({ role, required: z.boolean(), level, personIds: z.array(z.string()) })),
    missingRoles: z.array(role),
    peopleReached: z.number(),
    singleThreaded: z.boolean(),
    singleThreadedPersonId: z.string().nullable(),
    valueAtRiskMinor: minor,
    deals: z.array(
      z.object({
        dealId: z.string(),
        name: z.string(),
        missingRoles: z.array(role),
        singleThreaded: z.boolean(),
        singleThreadedPersonId: z.string().nullable(),
        valueAtRiskMinor: minor,
      }),
    ),
    relationshipStrength: z.number(),
  })
  .meta({ id: 'Coverage' });

export const accountMapSchema = z
  .object({
    accountId: z.string(),
    accountName: z.string(),
    builtAt: epochMs,
    currency: z.string(),
    people: z.array(personSchema),
    colleagues: z.array(z.object({ ownerId: z.string(), name: z.string() })),
    relationships: z.array(
      z.object({
        kind: z.enum(['reports_to', 'influences', 'conflicts_with', 'assists', 'knows', 'met_at']),
        fromId: z.string(),
        toId: z.string(),
        fact,
        weight: z.number(),
        count: z.number(),
      }),
    ),
    coverage: coverageSchema,
    seeNext: z.array(z.object({ personId: z.string().nullable(), role: role.nullable(), reasons: z.array(reason) })),
    parkingLot: z.array(z.string()),
    brokenLines: z.array(z.object({ personId: z.string(), managerId: z.string() })),
  })
  .meta({ id: 'AccountMap' });
