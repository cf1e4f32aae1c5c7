// The rules by which an admin makes properties required: enforced on writes since version 2026-09.
import { z } from 'zod';
import { validation } from './errors.ts';

const firstEnforcing = '2026-09';

export const requiredPropertySchema = z.object({
  /** Plural name of the object. */
  object: z.string(),
  property: z.string(),
  /** Required only of records that have this value. */
  when: z.object({ property: z.string(), value: z.string() }).optional(),
});
export type RequiredProperty = z.infer<typeof requiredPropertySchema>;

/** The rules that hold for a call, by the version in its path. */
export function rulesFor(rules: RequiredProperty[], path: string): RequiredProperty[] {
  const version = /\/(\d{4}-\d{2})(\/|$)/.exec(path)?.[1] ?? '';
  return version >= firstEnforcing ? rules : [];
}

/** The record as it would be after the write. @throws WireError 400 in HubSpot's codes */
export function checkRequired(rules: RequiredProperty[], object: string, properties: Record<string, string>): void {
  const lacking = rules.filter(
    (rule) =>
      rule.object === object &&
      (properties[rule.property] ?? '') === '' &&
      (rule.when === undefined || properties[rule.when.property] === rule.when.value),
  );
  if (lacking.length === 0) return;
  const errors = lacking.map(({ property, when }) => ({
    message: `The property ${property} is required.`,
    code: when === undefined ? 'MISSING_REQUIRED_PROPERTY' : 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
    context: { propertyName: [property] },
  }));
  throw validation('Required properties are missing.', errors);
}
