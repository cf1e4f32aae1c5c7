// How many more properties and labels the portal has room for, where it says so: what surely fails is not asked for.
import { z } from 'zod';
import { CrmRefusedError, CrmUnavailableError } from '../accounts/crm.ts';
import type { HubspotApi } from './hubspot-api.ts';

export interface Headroom {
  /** Null where the portal does not say: then trying tells. */
  ofProperties(objectType: string): Promise<number | null>;
  ofLabels(pair: { from: string; to: string }): Promise<number | null>;
}

/** Asks at most once for each kind, and only when somebody wants to know. */
export function readHeadroom(api: HubspotApi): Headroom {
  let properties: Promise<Room[]> | null = null;
  let labels: Promise<Room[]> | null = null;
  return {
    ofProperties: async (objectType) => {
      properties ??= readRooms(api, '/custom-properties');
      return freeOf(await properties, ({ objectTypeId }) => objectTypeId === typeIds[objectType]);
    },
    ofLabels: async ({ from, to }) => {
      labels ??= readRooms(api, '/associations/labels');
      return freeOf(
        await labels,
        ({ fromObjectTypeId, toObjectTypeId }) => fromObjectTypeId === typeIds[from] && toObjectTypeId === typeIds[to],
      );
    },
  };
}

/** hubspot.md, section 7.2. */
const typeIds: Record<string, string> = { contacts: '0-1', companies: '0-2', deals: '0-3', tasks: '0-27' };

const text = z.string().optional().catch(undefined);
const roomSchema = z.object({
  objectTypeId: text,
  fromObjectTypeId: text,
  toObjectTypeId: text,
  usage: z.number().catch(0),
  limit: z.number().nullish().catch(null),
});
type Room = z.infer<typeof roomSchema>;
const roomsSchema = z.object({
  byObjectType: z.array(roomSchema).catch([]),
  results: z.array(roomSchema).catch([]),
});

async function readRooms(api: HubspotApi, path: string): Promise<Room[]> {
  try {
    const { byObjectType, results } = await api.call(
      { method: 'GET', resource: 'limits', path, mayBeMissing: true },
      roomsSchema,
    );
    return [...byObjectType, ...results];
  } catch (error) {
    if (error instanceof CrmRefusedError || error instanceof CrmUnavailableError) return [];
    throw error;
  }
}

function freeOf(rooms: Room[], isAsked: (room: Room) => boolean): number | null {
  const room = rooms.find(isAsked);
  if (room === undefined || room.limit === null || room.limit === undefined) return null;
  return Math.max(0, room.limit - room.usage);
}
