// From the notifications of some batches to what must be read anew: each object once, each pair once, merges and erasures apart.

import { type PairRead, pairedTypes } from './copy-associations.ts';
import type { MirroredType } from './crm.ts';
import type { Notification } from './notification.ts';

export interface SyncPlan {
  /** In the order in which they happened, so that chains of merges end at the last survivor. */
  merges: { type: MirroredType; mergedIds: string[]; survivorId: string }[];
  erasedContactIds: string[];
  /** Objects whose present state is to be read. */
  reads: Map<MirroredType, Set<string>>;
  /** Pairs to be read anew, from which records. */
  pairs: Map<string, { fromType: MirroredType; toType: MirroredType; fromIds: Set<string> }>;
  /** Objects that came back or took another's place: what points to them is to be read anew as well. */
  pointedTo: Map<MirroredType, Set<string>>;
}

/** New, restored and surviving records get all their pairs read: HubSpot tells of them apart, late or not at all. */
export function planSync(notifications: readonly Notification[]): SyncPlan {
  const plan: SyncPlan = { merges: [], erasedContactIds: [], reads: new Map(), pairs: new Map(), pointedTo: new Map() };
  const ordered = notifications.toSorted((left, right) => left.occurredAt - right.occurredAt);
  for (const notification of ordered) addNotification(plan, notification);
  for (const id of plan.erasedContactIds) {
    plan.reads.get('contacts')?.delete(id);
    for (const pair of plan.pairs.values()) if (pair.fromType === 'contacts') pair.fromIds.delete(id);
  }
  return plan;
}

export function pairReads(plan: SyncPlan): PairRead[] {
  return [...plan.pairs.values()]
    .filter((pair) => pair.fromIds.size > 0)
    .map((pair) => ({ fromType: pair.fromType, toType: pair.toType, fromIds: [...pair.fromIds] }));
}

function addNotification(plan: SyncPlan, notification: Notification): void {
  switch (notification.kind) {
    case 'changed':
      read(plan, notification.type, notification.id);
      if (notification.properties.length === 0) readPairs(plan, notification.type, notification.id);
      return;
    case 'deleted':
      read(plan, notification.type, notification.id);
      return;
    case 'restored':
      read(plan, notification.type, notification.id);
      readPairs(plan, notification.type, notification.id);
      addTo(plan.pointedTo, notification.type, notification.id);
      return;
    case 'merged': {
      const { type, mergedIds, survivorId } = notification;
      plan.merges.push({ type, mergedIds, survivorId });
      addSurvivor(plan, type, survivorId);
      return;
    }
    case 'associated':
      addPair(plan, notification.fromType, notification.toType, notification.fromId);
      return;
    case 'erased':
      plan.erasedContactIds.push(notification.id);
  }
}

/** A record that took the place of others: it and all that it is connected with are to be read. */
export function addSurvivor(plan: SyncPlan, type: MirroredType, id: string): void {
  read(plan, type, id);
  readPairs(plan, type, id);
  addTo(plan.pointedTo, type, id);
}

function read(plan: SyncPlan, type: MirroredType, id: string): void {
  addTo(plan.reads, type, id);
}

function addTo(idsByType: Map<MirroredType, Set<string>>, type: MirroredType, id: string): void {
  idsByType.set(type, (idsByType.get(type) ?? new Set<string>()).add(id));
}

function readPairs(plan: SyncPlan, type: MirroredType, id: string): void {
  for (const toType of pairedTypes(type)) addPair(plan, type, toType, id);
}

export function addPair(plan: SyncPlan, fromType: MirroredType, toType: MirroredType, fromId: string): void {
  const key = `${fromType}>${toType}`;
  const pair = plan.pairs.get(key) ?? { fromType, toType, fromIds: new Set<string>() };
  pair.fromIds.add(fromId);
  plan.pairs.set(key, pair);
}
