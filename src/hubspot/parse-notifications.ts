// Turns the bytes of a webhook batch into notifications: each entry is read alone, so that an odd one spoils no other.
import { z } from 'zod';
import type { MirroredType } from '../accounts/crm.ts';
import { mirroredPairs } from '../accounts/crm.ts';
import type { Notification, NotificationBatch, OwnMarks } from '../accounts/notification.ts';
import { coalesceNotifications } from './coalesce-notifications.ts';
import { typeOfEvent, typeOfTypeId, typesOfAssociation } from './object-types.ts';

const idSchema = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);
const optionalId = idSchema.nullish().transform((id) => id ?? null);
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

const entrySchema = z.object({
  subscriptionType: z.string().max(100),
  occurredAt: z.number().nonnegative().catch(0),
  objectId: optionalId,
  objectTypeId: optionalText,
  propertyName: optionalText,
  changeSource: optionalText,
  sourceId: z
    .union([z.string(), z.number()])
    .nullish()
    .transform((id) => (id === null || id === undefined ? null : String(id))),
  primaryObjectId: optionalId,
  newObjectId: optionalId,
  mergedObjectIds: z
    .array(idSchema)
    .nullish()
    .transform((ids) => ids ?? []),
  associationType: optionalText,
  fromObjectId: optionalId,
  toObjectId: optionalId,
  fromObjectTypeId: optionalText,
  toObjectTypeId: optionalText,
});

type Entry = z.infer<typeof entrySchema>;

/** What one entry comes to. */
type Reading =
  | { outcome: 'understood'; notifications: Notification[] }
  | { outcome: 'echo' }
  | { outcome: 'ignored' }
  | { outcome: 'odd'; reason: string };

/** HubSpot's objects and events that Quorum does not mirror: nothing is wrong with them. */
const unmirroredEvents = new Set(['product', 'conversation', 'event']);

/** Reads one kept batch (see NotificationReader). Field names of the wire: hubspot.md 3.2. */
export function parseNotifications(body: Buffer, own: OwnMarks): NotificationBatch {
  const entries = parseArray(body);
  if (entries === null) {
    return { notifications: [], echoes: 0, ignored: 0, odd: [{ reason: 'the body is not a JSON array' }] };
  }
  const readings = entries.map((entry) => readEntry(entry, own));
  return {
    notifications: coalesceNotifications(
      readings.flatMap((reading) => (reading.outcome === 'understood' ? reading.notifications : [])),
    ),
    echoes: readings.filter((reading) => reading.outcome === 'echo').length,
    ignored: readings.filter((reading) => reading.outcome === 'ignored').length,
    odd: readings.flatMap((reading) => (reading.outcome === 'odd' ? [{ reason: reading.reason }] : [])),
  };
}

function parseArray(body: Buffer): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function readEntry(source: unknown, own: OwnMarks): Reading {
  const parsed = entrySchema.safeParse(source);
  if (!parsed.success) {
    const fields = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the entry'));
    return odd(`cannot be read: ${[...fields].join(', ')}`);
  }
  const entry = parsed.data;
  const [event = '', verb = ''] = entry.subscriptionType.split('.');
  const type = event === 'object' ? typeOfTypeId(entry.objectTypeId ?? '') : typeOfEvent(event);
  if (verb === 'associationChange') return readAssociation(entry, type);
  if (type === null) return readUnmirrored(entry, event);
  return readChange(entry, { type, verb, own });
}

function readUnmirrored(entry: Entry, event: string): Reading {
  if (event === 'object' && entry.objectTypeId === null) return odd('object event without objectTypeId');
  if (event === 'object' || unmirroredEvents.has(event)) return { outcome: 'ignored' };
  return odd(`unknown event ${safeName(entry.subscriptionType)}`);
}

function readChange(entry: Entry, { type, verb, own }: { type: MirroredType; verb: string; own: OwnMarks }): Reading {
  if (verb === 'merge') return readMerge(entry, type);
  if (entry.objectId === null) return odd(`${safeName(entry.subscriptionType)} without objectId`);
  const base = { type, id: entry.objectId, occurredAt: entry.occurredAt };
  switch (verb) {
    case 'creation':
      return understood({ ...base, kind: 'changed', properties: [] });
    case 'propertyChange':
      if (isEcho(entry, own)) return { outcome: 'echo' };
      return understood({
        ...base,
        kind: 'changed',
        properties: entry.propertyName === null ? [] : [entry.propertyName],
      });
    case 'deletion':
      return understood({ ...base, kind: 'deleted' });
    case 'restore':
      return understood({ ...base, kind: 'restored' });
    case 'privacyDeletion':
      if (base.type !== 'contacts') return odd('privacy deletion of what is no contact');
      return understood({ ...base, type: 'contacts', kind: 'erased' });
    default:
      return odd(`unknown event ${safeName(entry.subscriptionType)}`);
  }
}

/** An integration's write is an echo only where it is this app's and touches a property that only this app writes. */
function isEcho(entry: Entry, own: OwnMarks): boolean {
  return (
    entry.changeSource === 'INTEGRATION' &&
    entry.sourceId === String(own.appId) &&
    entry.propertyName !== null &&
    own.properties.has(entry.propertyName)
  );
}

/** The survivor may have a brand-new id; then the winner's own id is one of the merged as well. */
function readMerge(entry: Entry, type: MirroredType): Reading {
  const survivorId = entry.newObjectId ?? entry.primaryObjectId ?? entry.objectId;
  if (survivorId === null) return odd('merge without a surviving id');
  const others =
    entry.primaryObjectId === null ? entry.mergedObjectIds : [...entry.mergedObjectIds, entry.primaryObjectId];
  const mergedIds = [...new Set(others)].filter((id) => id !== survivorId);
  if (mergedIds.length === 0) return odd('merge without merged ids');
  return understood({ kind: 'merged', type, survivorId, mergedIds, occurredAt: entry.occurredAt });
}

function readAssociation(entry: Entry, ofEvent: MirroredType | null): Reading {
  if (entry.fromObjectId === null) return odd('association change without fromObjectId');
  const named = typesOfAssociation(entry.associationType ?? '');
  const from = named.from ?? typeOfTypeId(entry.fromObjectTypeId ?? '') ?? ofEvent;
  const to = named.to ?? typeOfTypeId(entry.toObjectTypeId ?? '');
  if (from === null) return { outcome: 'ignored' };
  const saysOtherSide = entry.associationType !== null || entry.toObjectTypeId !== null;
  if (to === null && saysOtherSide) return { outcome: 'ignored' };
  const found = mirroredPairs.flatMap((pair) => ofPair(entry, pair, { from, to }));
  return found.length === 0 ? { outcome: 'ignored' } : { outcome: 'understood', notifications: found };
}

function ofPair(
  entry: Entry,
  [fromType, toType]: readonly [MirroredType, MirroredType],
  ends: { from: MirroredType; to: MirroredType | null },
): Notification[] {
  const found: Notification[] = [];
  const { fromObjectId, toObjectId, occurredAt } = entry;
  const forward = ends.from === fromType && (ends.to === toType || ends.to === null);
  if (forward && fromObjectId !== null) {
    found.push({ kind: 'associated', fromType, fromId: fromObjectId, toType, toId: toObjectId, occurredAt });
  }
  const backward = ends.from === toType && ends.to === fromType;
  if (backward && toObjectId !== null) {
    found.push({ kind: 'associated', fromType, fromId: toObjectId, toType, toId: fromObjectId, occurredAt });
  }
  return found;
}

function understood(notification: Notification): Reading {
  return { outcome: 'understood', notifications: [notification] };
}

function odd(reason: string): Reading {
  return { outcome: 'odd', reason };
}

/** What was sent is repeated only where it looks like an event's name: reasons are shown and logged. */
function safeName(subscriptionType: string): string {
  return /^[a-z_]{1,30}\.[A-Za-z]{1,40}$/.test(subscriptionType) ? subscriptionType : '(unreadable name)';
}
