// The shape of manifest.json, the one description of what Quorum adds to a portal.
import { z } from 'zod';

const writableObject = z.enum(['companies', 'contacts', 'deals', 'tasks']);

const optionSchema = z.strictObject({ value: z.string().min(1), label: z.string().min(1) });

const propertySchema = z.strictObject({
  name: z.string().regex(/^quorum_[a-z_]+$/),
  label: z.string().min(1),
  description: z.string().min(1),
  type: z.enum(['string', 'number', 'enumeration', 'datetime', 'bool', 'date']),
  fieldType: z.enum(['text', 'textarea', 'number', 'select', 'checkbox', 'booleancheckbox', 'date']),
  hasUniqueValue: z.boolean().optional(),
  options: z.array(optionSchema).optional(),
});

const subscriptionSchema = z.strictObject({
  subscriptionType: z.string().regex(/^(contact|company|deal|line_item|ticket|object)\.[a-zA-Z]+$/),
  objectTypeId: z.string().optional(),
  properties: z.array(z.string()).optional(),
});

const labelSchema = z.strictObject({
  from: z.enum(['contacts']),
  to: z.enum(['contacts', 'companies', 'deals']),
  name: z.string(),
  label: z.string(),
  inverseLabel: z.string().optional(),
});

const manifestSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  apiVersion: z.string().regex(/^\d{4}-\d{2}$/),
  scopes: z.strictObject({ required: z.array(z.string()), optional: z.array(z.string()) }),
  webhooks: z.strictObject({
    path: z.string(),
    maxConcurrentRequests: z.number().int().min(6),
    subscriptions: z.array(subscriptionSchema),
  }),
  group: z.strictObject({ name: z.string(), label: z.string() }),
  properties: z.record(writableObject, z.array(propertySchema)),
  associationLabels: z.array(labelSchema),
  cards: z.array(z.strictObject({ uid: z.string(), location: z.string(), objectTypes: z.array(z.string()) })),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestProperty = z.infer<typeof propertySchema>;

/** @throws Error that names each field of manifest.json that is wrong. */
export function parseManifest(source: unknown): Manifest {
  const parsed = manifestSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`manifest.json cannot be used. ${faults.join('; ')}.`);
}
