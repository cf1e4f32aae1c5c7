// HubSpot's error envelopes.
import crypto from 'node:crypto';

export interface ErrorDetail {
  message: string;
  code?: string;
  context?: Record<string, string[]>;
}

/** An answer that is no success, in HubSpot's envelope. */
export class WireError extends Error {
  override name = 'WireError';
  readonly status: number;
  readonly category: string;
  readonly details: { subCategory?: string; errors?: ErrorDetail[]; context?: Record<string, string[]> };
  constructor(status: number, category: string, message: string, details: WireError['details'] = {}) {
    super(message);
    this.status = status;
    this.category = category;
    this.details = details;
  }

  envelope(): Record<string, unknown> {
    return {
      status: 'error',
      message: this.message,
      correlationId: crypto.randomUUID(),
      category: this.category,
      ...this.details,
    };
  }
}

export function validation(message: string, errors: ErrorDetail[] = []): WireError {
  return new WireError(400, 'VALIDATION_ERROR', message, errors.length > 0 ? { errors } : {});
}

export function notFound(what: string): WireError {
  return new WireError(404, 'OBJECT_NOT_FOUND', `${what} not found`);
}

export function missingScopes(scopes: string[]): WireError {
  const message =
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes in the app's settings.";
  return new WireError(403, 'MISSING_SCOPES', message, {
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [...new Set(scopes)] },
      },
    ],
  });
}
