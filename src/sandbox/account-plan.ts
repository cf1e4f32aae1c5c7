// How much of everything an account gets when its world is made up.
import type { World, WorldObject } from './world.ts';

export interface AccountPlan {
  company: WorldObject;
  country: string;
  domain: string;
  /** The contact that Northwind names. */
  contact: WorldObject;
  ownerId: string;
  otherOwnerIds: string[];
  people: number;
  /** Contacts with us in the last eighteen months. */
  engagements: number;
  openDeals: number;
  tickets: number;
  /** Mean order, for open deals. */
  orderValue: number;
  /** Nobody was in touch lately. */
  isSilent: boolean;
}

export interface MakeUp {
  world: World;
  random: () => number;
  now: number;
  /** Type ids of the labels Manager and Direct report. */
  managerLabel: [number, number];
}

export interface Person {
  object: WorldObject;
  level: number;
  manager: Person | null;
}
