// What the API asks and answers about sessions, connected portals, keys and the audit log.
import { z } from 'zod';
import { epochMs } from './api-contract-basics.ts';

/** The same as in the port: the contract runs in the browser and knows no room behind it; a test compares them. */
export const auditCodes = [
  'account_read',
  'map_picture_read',
  'portal_exported',
  'audit_exported',
  'signed_in',
  'entered',
  'signed_out',
  'portal_connected',
  'portal_disconnected',
  'access_lost',
  'properties_removed',
  'key_created',
  'key_revoked',
  'settings_changed',
  'writes_changed',
  'comparison_asked',
] as const;
export const keyScopes = ['read', 'write', 'recognise'] as const;

const whole = z.coerce.number().int().nonnegative();

export const sessionSchema = z
  .object({
    kind: z.enum(['sandbox', 'user', 'key']),
    /** HubSpot's id of the user, or the key's. */
    who: z.string(),
    /** Portals whose settings may be changed. */
    administers: z.array(z.number()),
    signsIn: z.boolean().meta({ description: 'Whether people sign in here at all' }),
    installs: z.boolean().meta({ description: 'Whether portals are connected through HubSpot’s consent page' }),
  })
  .meta({ id: 'Session' });

export const connectionsSchema = z
  .object({
    connections: z.array(
      z.object({
        portalId: z.number(),
        name: z.string(),
        state: z.enum(['backfilling', 'ready', 'disconnected']),
        connectedAt: epochMs,
        disconnectedAt: epochMs.nullable(),
        /** How Quorum is let in: through the consent page, by one token in the environment, or the sandbox on this machine. */
        by: z.enum(['consent', 'token', 'sandbox']),
        grantedAt: epochMs.nullable(),
        grantedBy: z.string().nullable(),
        scopes: z.array(z.object({ scope: z.string(), isRequired: z.boolean(), isGranted: z.boolean() })),
      }),
    ),
  })
  .meta({ id: 'Connections' });

export const disconnectSchema = z
  .object({
    confirm: z.string().max(500).meta({ description: 'The portal’s name, typed by a person' }),
    properties: z.enum(['keep', 'remove']),
    data: z.enum(['keep', 'delete']),
  })
  .meta({ id: 'Disconnect' });

export const disconnectedSchema = z
  .object({
    removed: z.array(z.string()),
    notRemoved: z.array(z.object({ name: z.string(), reason: z.string() })),
    isRevoked: z.boolean(),
  })
  .meta({ id: 'Disconnected' });

const apiKeySchema = z
  .object({
    keyId: z.string(),
    name: z.string(),
    scope: z.enum(keyScopes),
    createdBy: z.string(),
    createdAt: epochMs,
    expiresAt: epochMs,
    revokedAt: epochMs.nullable(),
    usedAt: epochMs.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) }).meta({ id: 'ApiKeys' });

export const newKeySchema = z
  .object({ name: z.string().trim().min(1).max(100), scope: z.enum(keyScopes), days: z.number().int().min(1).max(365) })
  .meta({ id: 'NewKey' });

export const createdKeySchema = z
  .object({ key: apiKeySchema, secret: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedKey' });

export const auditQuerySchema = z.object({
  portal: whole.optional(),
  who: z.string().max(100).optional(),
  what: z.enum(auditCodes).optional(),
  from: whole.optional(),
  until: whole.optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const auditSchema = z
  .object({
    entries: z.array(
      z.object({
        auditId: z.string(),
        at: epochMs,
        who: z.string(),
        what: z.enum(auditCodes),
        objectIds: z.array(z.string()),
      }),
    ),
    /** Where the next page starts; null after the last. */
    next: z.string().nullable(),
  })
  .meta({ id: 'Audit' });

export type ConnectionAnswer = z.infer<typeof connectionsSchema>['connections'][number];
export type ApiKeyAnswer = z.infer<typeof apiKeySchema>;
export type AuditAnswer = z.infer<typeof auditSchema>;
