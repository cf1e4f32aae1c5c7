// HubSpot gives every property as text: numbers, dates, amounts and lists are read from it here and nowhere else.
import type { CrmRecord } from './crm.ts';

export function textOf(record: CrmRecord, property: string): string | null {
  const text = record.properties[property]?.trim();
  return text ? text : null;
}

export function numberOf(record: CrmRecord, property: string): number | null {
  const text = textOf(record, property);
  if (text === null) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Epoch ms; HubSpot answers ISO 8601, older properties hold epoch milliseconds. */
export function dateOf(record: CrmRecord, property: string): number | null {
  const text = textOf(record, property);
  if (text === null) return null;
  const time = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(time) ? time : null;
}

export function isTrue(record: CrmRecord, property: string): boolean {
  return textOf(record, property)?.toLowerCase() === 'true';
}

/** Enumerations with several values come as `A;B`. */
export function listOf(record: CrmRecord, property: string): string[] {
  const text = textOf(record, property) ?? '';
  return text
    .split(';')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** 100 for most currencies, 1 for the dong and the yen. Unknown codes count as having cents. */
export function minorUnitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  } catch {
    return 100;
  }
}
