// Values as JSON that PostgreSQL's jsonb accepts whatever a CRM holds: no NUL characters, no halves of surrogate pairs.

/** The value as JSON text. NUL is dropped, a lone surrogate becomes U+FFFD; everything else comes back as it was. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(?:0000|d[89a-f])/i.test(text) ? JSON.stringify(value, storable) : text;
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}

/** The same for plain text columns. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
