// Which properties HubSpot refused, and why: named in the details of an error, or in the list that older messages end with.
import { z } from 'zod';
import type { PropertyRefusal } from '../accounts/crm.ts';

interface Refusal {
  message?: string | null | undefined;
  context?: Record<string, string[]>;
  errors?: { code?: string | undefined; message?: string | undefined; context: Record<string, string[]> }[];
}

/** One entry a property, in the order in which HubSpot names them; empty where it names none. */
export function refusedProperties({ message, context = {}, errors = [] }: Refusal): PropertyRefusal[] {
  const named = errors.flatMap((error) =>
    propertiesIn(error.context).map((property) => ({
      property,
      category: error.code ?? 'VALIDATION_ERROR',
      reason: error.message ?? error.code ?? 'VALIDATION_ERROR',
    })),
  );
  if (named.length > 0) return named;
  const listed = listedIn(message ?? '');
  if (listed.length > 0) return listed;
  const reason = message ?? 'VALIDATION_ERROR';
  return propertiesIn(context).map((property) => ({ property, category: 'VALIDATION_ERROR', reason }));
}

function propertiesIn(context: Record<string, string[]>): string[] {
  return [...(context.propertyName ?? []), ...(context.propertyNames ?? [])];
}

const listSchema = z.array(
  z.object({
    name: z.string(),
    error: z.string().catch('VALIDATION_ERROR'),
    message: z.string().optional().catch(undefined),
  }),
);

/** `Property values were not valid: [{"name":"x","error":"PROPERTY_DOESNT_EXIST","message":"…"}]` (HubSpot, before 2026-09). */
function listedIn(message: string): PropertyRefusal[] {
  const start = message.indexOf('[{');
  if (start < 0) return [];
  try {
    const parsed = listSchema.safeParse(JSON.parse(message.slice(start)));
    return parsed.success
      ? parsed.data.map(({ name, error, message: words }) => ({
          property: name,
          category: error,
          reason: words ?? error,
        }))
      : [];
  } catch {
    return [];
  }
}
