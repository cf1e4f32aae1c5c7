// HubSpot's names for the mirrored objects: type ids, the nouns of webhook events, the names in association types.
import type { MirroredType } from '../accounts/crm.ts';

interface ObjectNames {
  typeId: string;
  /** How `subscriptionType` begins; engagements come as `object.*` with a type id. */
  event: string | null;
  /** How the sides of `associationType` are called. */
  sides: readonly string[];
}

const namesByType: Record<MirroredType, ObjectNames> = {
  companies: { typeId: '0-2', event: 'company', sides: ['COMPANY'] },
  contacts: { typeId: '0-1', event: 'contact', sides: ['CONTACT'] },
  deals: { typeId: '0-3', event: 'deal', sides: ['DEAL'] },
  line_items: { typeId: '0-8', event: 'line_item', sides: ['LINE_ITEM'] },
  tickets: { typeId: '0-5', event: 'ticket', sides: ['TICKET'] },
  meetings: { typeId: '0-47', event: null, sides: ['MEETING', 'MEETING_EVENT'] },
  calls: { typeId: '0-48', event: null, sides: ['CALL'] },
  emails: { typeId: '0-49', event: null, sides: ['EMAIL'] },
};

const types: readonly MirroredType[] = [
  'companies',
  'contacts',
  'deals',
  'line_items',
  'tickets',
  'meetings',
  'calls',
  'emails',
];

const byTypeId = new Map(types.map((type) => [namesByType[type].typeId, type]));
const bySide = new Map(types.flatMap((type) => namesByType[type].sides.map((side) => [side, type] as const)));
const byEvent = new Map(
  types.flatMap((type) => {
    const { event } = namesByType[type];
    return event === null ? [] : [[event, type] as const];
  }),
);

export function typeOfTypeId(typeId: string): MirroredType | null {
  return byTypeId.get(typeId) ?? null;
}

export function typeOfEvent(event: string): MirroredType | null {
  return byEvent.get(event) ?? null;
}

/** Both sides of `CONTACT_TO_COMPANY`; null for a side that is not mirrored. */
export function typesOfAssociation(associationType: string): { from: MirroredType | null; to: MirroredType | null } {
  const [from, to] = associationType.split('_TO_');
  return { from: bySide.get(from ?? '') ?? null, to: bySide.get(to ?? '') ?? null };
}
