// HubSpot's error envelope, read tolerantly: every field may be absent, unknown ones are ignored.
import { z } from 'zod';
import { CrmRefusedError } from '../accounts/crm.ts';

const text = z.string().optional().catch(undefined);
const context = z.record(z.string(), z.array(z.coerce.string()).catch([])).catch({});

const detailSchema = z.object({
  message: text,
  code: text,
  category: text,
  subCategory: text,
  objectWriteTraceId: text,
  context,
});

const envelopeSchema = z.object({
  /** `error`; at the token endpoints the code itself. */
  status: text,
  message: text,
  category: text,
  subCategory: text,
  policyName: text,
  error: text,
  correlationId: text,
  context,
  errors: z.array(detailSchema).catch([]),
});

export type ErrorEnvelope = z.infer<typeof envelopeSchema>;

/** Anything at all becomes an envelope: a body that is no JSON object becomes an empty one. */
export function parseErrorEnvelope(body: unknown): ErrorEnvelope {
  const source = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  return envelopeSchema.parse(source);
}

/** HubSpot's answer 4xx. Its message may quote values, so that it stays in the envelope, out of the error's own message. */
export class HubspotRefusedError extends CrmRefusedError {
  override name = 'HubspotRefusedError';
  readonly envelope: ErrorEnvelope;
  constructor(request: string, refusal: { status: number; envelope: ErrorEnvelope }) {
    const { status, envelope } = refusal;
    const category = envelope.category ?? envelope.error ?? `HTTP_${status}`;
    const codes = envelope.errors.flatMap((error) => (error.code === undefined ? [] : [error.code]));
    const properties = envelope.errors.flatMap((error) => error.context.propertyName ?? []);
    const named = [...new Set([...codes, ...properties])].join(', ');
    super(`HubSpot refused ${request}: ${status} ${category}${named === '' ? '' : ` (${named})`}`, {
      status,
      category,
    });
    this.envelope = envelope;
  }

  /** HubSpot's own words, for the admin of the portal. */
  get reason(): string {
    return this.envelope.message ?? this.envelope.errors[0]?.message ?? this.category;
  }
}
