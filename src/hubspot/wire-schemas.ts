// The shapes of HubSpot's answers that are read here, tolerantly: unknown fields are ignored, odd ones fall back.
import { z } from 'zod';

const idSchema = z.union([z.string(), z.number()]).transform(String);
const optionalText = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => text ?? null);

/** Values come as text or null; numbers and booleans, seen on calculated properties, become text. */
const propertiesSchema = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean(), z.null()])
    .catch(null)
    .transform((value) => (value === null ? null : String(value))),
);

/** ISO or epoch milliseconds. */
const timeSchema = z
  .union([z.string(), z.number()])
  .transform((time) => (typeof time === 'number' ? time : Date.parse(time)))
  .pipe(z.number());

export const objectSchema = z.object({
  id: idSchema,
  properties: propertiesSchema.catch({}),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  archived: z.boolean().catch(false),
});

const pagingSchema = z
  .object({ next: z.object({ after: idSchema }).nullish() })
  .nullish()
  .catch(null);

/** Where the next page starts, null after the last. */
export function afterOf(paging: z.infer<typeof pagingSchema>): string | null {
  return paging?.next?.after ?? null;
}

export const objectPageSchema = z.object({ results: z.array(objectSchema), paging: pagingSchema });

const contextSchema = z.record(z.string(), z.array(z.coerce.string()).catch([])).catch({});
const textSchema = z.string().optional().catch(undefined);

/** One failed row of a 207. */
const rowErrorSchema = z.object({
  message: optionalText,
  category: optionalText,
  subCategory: optionalText,
  status: optionalText,
  objectWriteTraceId: optionalText,
  context: contextSchema,
  errors: z.array(z.object({ code: textSchema, message: textSchema, context: contextSchema })).catch([]),
});

export type RowError = z.infer<typeof rowErrorSchema>;

/** What is not there stands among the errors of a 207; so does what could not be read just now. */
export const batchReadSchema = z.object({ results: z.array(objectSchema), errors: z.array(rowErrorSchema).catch([]) });

export const batchWriteSchema = z.object({
  results: z
    .array(z.object({ id: idSchema, objectWriteTraceId: optionalText }))
    .nullish()
    .transform((results) => results ?? []),
  errors: z.array(rowErrorSchema).catch([]),
});

const associationTypeSchema = z.object({
  category: z.string(),
  typeId: z.number(),
  label: optionalText,
});

export const associationBatchSchema = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: idSchema }),
      to: z.array(z.object({ toObjectId: idSchema, associationTypes: z.array(associationTypeSchema).catch([]) })),
      paging: pagingSchema,
    }),
  ),
  errors: z.array(rowErrorSchema).catch([]),
});

export const ownerPageSchema = z.object({
  results: z.array(
    z.object({
      id: idSchema,
      email: optionalText,
      firstName: optionalText,
      lastName: optionalText,
      archived: z.boolean().catch(false),
    }),
  ),
  paging: pagingSchema,
});

export const accountDetailsSchema = z.object({
  portalId: z.number().int(),
  /** HubSpot gives no name here; the sandbox portal has one and says that it is a sample. */
  name: optionalText,
  timeZone: optionalText,
  companyCurrency: optionalText,
  uiDomain: optionalText,
  sample: z.boolean().catch(false),
});

const optionSchema = z.object({
  value: z.string(),
  label: z.string(),
  displayOrder: z.number().nullish().catch(null),
  hidden: z.boolean().nullish().catch(null),
  description: optionalText,
});

export type WireOption = z.infer<typeof optionSchema>;

export const propertySchema = z.object({
  name: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: optionalText,
  hasUniqueValue: z.boolean().optional().catch(undefined),
  options: z.array(optionSchema).catch([]),
});

export type WireProperty = z.infer<typeof propertySchema>;

export const propertyListSchema = z.object({ results: z.array(propertySchema) });
export const groupListSchema = z.object({ results: z.array(z.object({ name: z.string() })) });
export const labelListSchema = z.object({
  results: z.array(z.object({ category: z.string(), typeId: z.number(), label: optionalText })),
});
export const createdSchema = z.object({ id: idSchema });
/** Where only the fact of success matters. */
export const anythingSchema = z.unknown();
