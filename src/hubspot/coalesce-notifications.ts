// Brings a batch's notifications in order of time and leaves one a thing: HubSpot repeats, reorders and sends storms.
import type { Notification } from '../accounts/notification.ts';

/** Oldest first; changes of one object become one at the time of the last, all other repeats keep their last. */
export function coalesceNotifications(notifications: Notification[]): Notification[] {
  const byThing = new Map<string, Notification>();
  for (const notification of notifications) {
    const thing = thingOf(notification);
    const known = byThing.get(thing);
    byThing.set(thing, known === undefined ? notification : combine(known, notification));
  }
  return [...byThing.values()].sort((left, right) => left.occurredAt - right.occurredAt);
}

function thingOf(notification: Notification): string {
  switch (notification.kind) {
    case 'merged':
      return ['merged', notification.type, notification.survivorId, ...notification.mergedIds.toSorted()].join(' ');
    case 'associated':
      return ['associated', notification.fromType, notification.fromId, notification.toType, notification.toId].join(
        ' ',
      );
    default:
      return [notification.kind, notification.type, notification.id].join(' ');
  }
}

function combine(known: Notification, next: Notification): Notification {
  const last = next.occurredAt >= known.occurredAt ? next : known;
  if (last.kind !== 'changed' || known.kind !== 'changed' || next.kind !== 'changed') return last;
  // A creation names no property and stays a creation, whatever changed afterwards: all of a new object is to be read.
  const isNew = known.properties.length === 0 || next.properties.length === 0;
  return { ...last, properties: isNew ? [] : [...new Set([...known.properties, ...next.properties])] };
}
