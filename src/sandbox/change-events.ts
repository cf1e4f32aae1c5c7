// The events that changes are told with, in HubSpot's field names; they are kept in the outbox in the change's own transaction.
import type pg from 'pg';
import type { AssociationChange } from './association-change.ts';
import type { ObjectType } from './object-types.ts';
import { subscribed } from './subscriptions.ts';

/** Who makes a change: it stands on the events. */
export interface ChangeSource {
  changeSource: 'CRM_UI' | 'INTEGRATION' | 'IMPORT';
  sourceId: string;
}

export interface ChangeContext {
  client: pg.ClientBase;
  portalId: number;
  appId: number;
  source: ChangeSource;
  now: number;
}

type WireEvent = Record<string, unknown>;

function baseEvent({ portalId, appId, source, now }: ChangeContext): WireEvent {
  return { portalId, appId, occurredAt: now, ...source };
}

export function objectEvent(
  context: ChangeContext,
  type: ObjectType,
  id: string,
  verb: string,
  rest: WireEvent,
): WireEvent {
  const name =
    type.event === null
      ? { subscriptionType: `object.${verb}`, objectTypeId: type.typeId }
      : { subscriptionType: `${type.event}.${verb}` };
  return { ...baseEvent(context), ...name, objectId: Number(id), ...rest };
}

const neverTold = new Set([
  'hs_lastmodifieddate',
  'lastmodifieddate',
  'hs_object_id',
  'createdate',
  'num_associated_contacts',
]);

export function changeEvents(
  context: ChangeContext,
  type: ObjectType,
  id: string,
  changes: { name: string; value: string }[],
): WireEvent[] {
  return changes
    .filter(({ name }) => !neverTold.has(name))
    .map(({ name, value }) =>
      objectEvent(context, type, id, 'propertyChange', { propertyName: name, propertyValue: value }),
    );
}

export function associationEvents(
  context: ChangeContext,
  { from, fromId, to, toId }: AssociationChange,
  { removed, primary }: { removed: boolean; primary: boolean },
): WireEvent[] {
  const one = (a: ObjectType, aId: string, b: ObjectType, bId: string, isPrimaryAssociation: boolean): WireEvent => ({
    ...baseEvent(context),
    ...(a.event === null
      ? {
          subscriptionType: 'object.associationChange',
          objectTypeId: a.typeId,
          fromObjectTypeId: a.typeId,
          toObjectTypeId: b.typeId,
        }
      : { subscriptionType: `${a.event}.associationChange` }),
    associationType: `${a.side}_TO_${b.side}`,
    fromObjectId: Number(aId),
    toObjectId: Number(bId),
    associationRemoved: removed,
    isPrimaryAssociation,
  });
  const both = [one(from, fromId, to, toId, primary), one(to, toId, from, fromId, primary)];
  return primary ? [...both, one(from, fromId, to, toId, false), one(to, toId, from, fromId, false)] : both;
}

/** Tells what the app subscribed to; nothing where the app is not installed. */
export async function emit({ client, now, portalId }: ChangeContext, events: WireEvent[]): Promise<void> {
  if (events.length === 0) return;
  const told = await subscribed(client, events);
  await client.query(
    `insert into sandbox.outbox (event, due_at) select value, $2 from jsonb_array_elements($1::jsonb)
     where exists (select 1 from sandbox.portal where portal_id = $3 and installed)`,
    [JSON.stringify(told), new Date(now), portalId],
  );
}
