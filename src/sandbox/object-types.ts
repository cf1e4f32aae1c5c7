// HubSpot's objects as the sandbox has them: names, type ids, how events call them, and the association types between them.

export interface ObjectType {
  name: string;
  typeId: string;
  singular: string;
  /** The noun of classic webhook events; null: `object.*` with a type id. */
  event: string | null;
  side: string;
  modified: string;
}

const type = (
  name: string,
  typeId: string,
  singular: string,
  options: { event?: string | null; side?: string; modified?: string } = {},
): ObjectType => ({
  name,
  typeId,
  singular,
  event: options.event === undefined ? null : options.event,
  side: options.side ?? singular.toUpperCase(),
  modified: options.modified ?? 'hs_lastmodifieddate',
});

const objectTypes: ObjectType[] = [
  type('contacts', '0-1', 'contact', { event: 'contact', modified: 'lastmodifieddate' }),
  type('companies', '0-2', 'company', { event: 'company' }),
  type('deals', '0-3', 'deal', { event: 'deal' }),
  type('tickets', '0-5', 'ticket', { event: 'ticket' }),
  type('products', '0-7', 'product', { event: 'product' }),
  type('line_items', '0-8', 'line_item', { event: 'line_item', side: 'LINE_ITEM' }),
  type('tasks', '0-27', 'task'),
  type('notes', '0-46', 'note'),
  type('meetings', '0-47', 'meeting', { side: 'MEETING_EVENT' }),
  type('calls', '0-48', 'call'),
  type('emails', '0-49', 'email'),
];

const byName = new Map(
  objectTypes.flatMap((each) => [each.name, each.typeId, each.singular].map((key) => [key, each] as const)),
);

export function findType(name: string): ObjectType | undefined {
  return byName.get(name.toLowerCase());
}

/** By the noun of its classic events. */
export function findEventType(noun: string): ObjectType | undefined {
  return objectTypes.find(({ event }) => event === noun);
}

export interface DefinedAssociation {
  from: string;
  to: string;
  typeId: number;
  label: string | null;
  /** Type id of the way back. */
  inverse: number;
}

const pair = (from: string, to: string, ids: [number, number], label: string | null = null): DefinedAssociation[] => {
  const there = { from, to, typeId: ids[0], label, inverse: ids[1] };
  return from === to && ids[0] === ids[1]
    ? [there]
    : [there, { from: to, to: from, typeId: ids[1], label, inverse: ids[0] }];
};

/** HUBSPOT_DEFINED types; the first of a pair is its unlabelled one. */
export const definedAssociations: DefinedAssociation[] = [
  ...pair('contacts', 'companies', [279, 280]),
  ...pair('contacts', 'companies', [1, 2], 'Primary'),
  ...pair('companies', 'companies', [450, 450]),
  { from: 'companies', to: 'companies', typeId: 13, label: 'Child Company', inverse: 14 },
  { from: 'companies', to: 'companies', typeId: 14, label: 'Parent Company', inverse: 13 },
  ...pair('contacts', 'contacts', [449, 449]),
  ...pair('contacts', 'deals', [4, 3]),
  ...pair('deals', 'companies', [341, 342]),
  ...pair('deals', 'companies', [5, 6], 'Primary'),
  ...pair('deals', 'deals', [451, 451]),
  ...pair('deals', 'line_items', [19, 20]),
  ...pair('tickets', 'companies', [339, 340]),
  ...pair('tickets', 'companies', [26, 25], 'Primary'),
  ...pair('tickets', 'contacts', [16, 15]),
  ...pair('tasks', 'contacts', [204, 203]),
  ...pair('tasks', 'companies', [192, 191]),
  ...pair('tasks', 'deals', [216, 215]),
  ...pair('notes', 'contacts', [202, 201]),
  ...pair('notes', 'companies', [190, 189]),
  ...pair('notes', 'deals', [214, 213]),
  ...pair('calls', 'contacts', [194, 193]),
  ...pair('calls', 'companies', [182, 181]),
  ...pair('calls', 'deals', [206, 205]),
  ...pair('emails', 'contacts', [198, 197]),
  ...pair('emails', 'companies', [186, 185]),
  ...pair('emails', 'deals', [210, 209]),
  ...pair('meetings', 'contacts', [200, 199]),
  ...pair('meetings', 'companies', [188, 187]),
  ...pair('meetings', 'deals', [212, 211]),
];

/** Primary types that bring the unlabelled one of the same pair along. */
export const primaryTypes = new Set([1, 2, 5, 6, 25, 26]);

export function defaultAssociation(from: string, to: string): DefinedAssociation | undefined {
  return definedAssociations.find((each) => each.from === from && each.to === to && each.label === null);
}
