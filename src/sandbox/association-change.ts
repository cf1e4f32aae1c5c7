// One association to be added or removed, with the type of its way back.
import type { ObjectType } from './object-types.ts';

export interface AssociationChange {
  from: ObjectType;
  fromId: string;
  to: ObjectType;
  toId: string;
  typeId: number;
  category: string;
  inverseTypeId: number;
}
