// Says which portals a signed batch is for. What is odd about it is named, and kept all the same.

export interface SortedBatch {
  /** One row a portal, in the order in which the portals first appear; portal 0 takes what belongs to no known portal. */
  rows: { portalId: number; body: Buffer }[];
  oddities: string[];
}

const eventsMax = 100;

/** Null where the bytes are no JSON. A batch of one known portal keeps its bytes as they came. */
export function sortBatch(body: Buffer, knownPortal: (portalId: number) => boolean): SortedBatch | null {
  const parsed = parseJson(body);
  if (parsed === null) return null;
  const events = Array.isArray(parsed.value) ? parsed.value : [];
  if (events.length === 0) return { rows: [{ portalId: 0, body }], oddities: ['no_events'] };
  const oddities = events.length > eventsMax ? ['over_100'] : [];
  const byPortal = new Map<number, unknown[]>();
  for (const event of events) {
    const portalId = portalOf(event, knownPortal);
    const siblings = byPortal.get(portalId);
    if (siblings === undefined) byPortal.set(portalId, [event]);
    else siblings.push(event);
  }
  if (byPortal.has(0)) oddities.push('unknown_portal');
  const [only] = byPortal.keys();
  if (byPortal.size === 1 && only !== undefined) return { rows: [{ portalId: only, body }], oddities };
  oddities.push('mixed_portals');
  const rows = [...byPortal].map(([portalId, own]) => ({ portalId, body: Buffer.from(JSON.stringify(own)) }));
  return { rows, oddities };
}

function parseJson(body: Buffer): { value: unknown } | null {
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return null;
  }
}

function portalOf(event: unknown, knownPortal: (portalId: number) => boolean): number {
  if (typeof event !== 'object' || event === null || !('portalId' in event)) return 0;
  const { portalId } = event;
  return typeof portalId === 'number' && portalId !== 0 && knownPortal(portalId) ? portalId : 0;
}
