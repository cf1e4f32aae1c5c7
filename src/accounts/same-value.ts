// Whether two texts say the same as values of one property: HubSpot gives numbers, dates and lists back in forms of its own.
import type { Manifest } from './manifest.ts';
import type { WrittenType } from './write-journal-port.ts';

type ValueKind = 'text' | 'number' | 'time' | 'list';

/** Null and the empty text are the same: no value. */
export function sameValue(kind: ValueKind, left: string | null, right: string | null): boolean {
  const [one, other] = [left?.trim() ?? '', right?.trim() ?? ''];
  if (one === other) return true;
  if (one === '' || other === '') return false;
  switch (kind) {
    case 'number':
      return Number(one) === Number(other);
    case 'time':
      return timeOf(one) === timeOf(other);
    case 'list':
      return partsOf(one) === partsOf(other);
    case 'text':
      return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
  }
}

export interface OwnProperties {
  names: Record<WrittenType, string[]>;
  kindOf(type: WrittenType, property: string): ValueKind;
}

/** What Quorum writes, by the manifest; whatever else is compared as text. */
export function ownProperties({ properties }: Pick<Manifest, 'properties'>): OwnProperties {
  const kinds = new Map<string, ValueKind>();
  const namesOf = (type: WrittenType) =>
    (properties[type] ?? []).map((property) => {
      kinds.set(`${type} ${property.name}`, kindOf(property));
      return property.name;
    });
  return {
    names: { companies: namesOf('companies'), contacts: namesOf('contacts'), deals: namesOf('deals') },
    kindOf: (type, property) => kinds.get(`${type} ${property}`) ?? 'text',
  };
}

function kindOf({ type, fieldType }: { type: string; fieldType: string }): ValueKind {
  if (type === 'number') return 'number';
  if (type === 'date' || type === 'datetime') return 'time';
  return fieldType === 'checkbox' ? 'list' : 'text';
}

/** ISO or epoch milliseconds; what is neither is compared as it is. */
function timeOf(text: string): number | string {
  const time = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(time) ? text : time;
}

function partsOf(text: string): string {
  const parts = text.split(';').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))].sort().join(';');
}
