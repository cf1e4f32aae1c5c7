// What the app is told of: everything while it declared nothing, else its active subscriptions; each with an id of its own.
import type pg from 'pg';

interface Subscription {
  subscription_id: string;
  event_type: string;
  property_name: string;
  object_type_id: string;
  active: boolean;
}

type WireEvent = Record<string, unknown>;

/** The events with their subscription's id, without those that nobody asked for. */
export async function subscribed(client: pg.ClientBase, events: WireEvent[]): Promise<WireEvent[]> {
  const declared = await client.query<Subscription>('select * from sandbox.subscription');
  if (declared.rows.length === 0) return events.map((event) => ({ ...event, subscriptionId: numberOf(keyOf(event)) }));
  const ids = new Map(
    declared.rows
      .filter(({ active }) => active)
      .map((row) => [keyText(row.event_type, row.property_name, row.object_type_id), Number(row.subscription_id)]),
  );
  return events.flatMap((event) => {
    const id = ids.get(keyOf(event));
    return id === undefined ? [] : [{ ...event, subscriptionId: id }];
  });
}

function keyOf(event: WireEvent): string {
  return keyText(
    String(event.subscriptionType),
    event.propertyName === undefined ? '' : String(event.propertyName),
    event.objectTypeId === undefined ? '' : String(event.objectTypeId),
  );
}

function keyText(eventType: string, propertyName: string, objectTypeId: string): string {
  return `${eventType} ${propertyName} ${objectTypeId}`;
}

/** A number of seven digits that the text settles (FNV-1a). */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return 3_000_000 + (hash % 6_000_000);
}
