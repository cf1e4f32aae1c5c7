// What a webhook batch says in the domain's words. Every notification is a hint: the use case reads the object's present state.
import type { MirroredType } from './crm.ts';

interface Occurrence {
  /** When HubSpot says it happened, epoch ms. Batches are neither ordered nor delivered once. */
  occurredAt: number;
}

/** Created or changed; a batch's changes of one object come as one. */
interface RecordChanged extends Occurrence {
  kind: 'changed';
  type: MirroredType;
  id: string;
  /** Names of the properties that changed; empty where the object was created (whatever changed since), so that all of it is new. */
  properties: string[];
}

/** Archived. It may have been restored since: the object is read, and what is missing is gone. */
interface RecordDeleted extends Occurrence {
  kind: 'deleted';
  type: MirroredType;
  id: string;
}

interface RecordRestored extends Occurrence {
  kind: 'restored';
  type: MirroredType;
  id: string;
}

/** `mergedIds` now answer as `survivorId`, which may be a new id and never stands among them. */
interface RecordsMerged extends Occurrence {
  kind: 'merged';
  type: MirroredType;
  survivorId: string;
  mergedIds: string[];
}

/**
 * An association or its labels changed, told in the direction in which the pair is mirrored: the from-record's associations
 * to that type are read anew. Of a pair of one type (contact and contact) each end comes as a notification of its own.
 */
interface AssociationChanged extends Occurrence {
  kind: 'associated';
  fromType: MirroredType;
  fromId: string;
  toType: MirroredType;
  /** Null where HubSpot did not say which. */
  toId: string | null;
}

/** A person's data must be erased for good (privacy deletion). The matching `deleted` may come earlier, later or never. */
interface PersonErased extends Occurrence {
  kind: 'erased';
  type: 'contacts';
  id: string;
}

export type Notification =
  | RecordChanged
  | RecordDeleted
  | RecordRestored
  | RecordsMerged
  | AssociationChanged
  | PersonErased;

export interface OwnMarks {
  /** The app's id: HubSpot names it as the source of the app's own writes. */
  appId: number;
  /** Names of the properties that only Quorum writes, from the manifest. */
  properties: ReadonlySet<string>;
}

export interface NotificationBatch {
  /** Oldest first, one a thing: repeats within the batch are gone. */
  notifications: Notification[];
  /** Own writes that came back. */
  echoes: number;
  /** Well formed, but about what is not mirrored (a pair, an object type). */
  ignored: number;
  /** What could not be understood, each alone; the reason names fields and never values. */
  odd: { reason: string }[];
}

/** Reads the bytes of one kept batch. Never throws: bytes that are no JSON array are one odd entry. */
export type NotificationReader = (body: Buffer, own: OwnMarks) => NotificationBatch;
