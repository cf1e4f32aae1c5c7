// A record as HubSpot answers it.
import type { ObjectType } from './object-types.ts';
import type { StoredObject } from './portal-store.ts';

const alwaysGiven: Record<string, string[]> = {
  contacts: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  companies: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
  deals: [
    'amount',
    'closedate',
    'createdate',
    'dealname',
    'dealstage',
    'hs_lastmodifieddate',
    'hs_object_id',
    'pipeline',
  ],
};

export function toWire(type: ObjectType, object: StoredObject, properties: string[]): Record<string, unknown> {
  const names = new Set([
    ...(alwaysGiven[type.name] ?? ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']),
    ...properties,
  ]);
  const given = [...names].filter((name) => name in object.properties || properties.includes(name));
  return {
    id: object.id,
    properties: Object.fromEntries(
      given.map((name) => [name, object.properties[name] === '' ? null : (object.properties[name] ?? null)]),
    ),
    createdAt: object.createdAt.toISOString(),
    updatedAt: object.updatedAt.toISOString(),
    archived: object.archived,
  };
}
