// What a comparison of two records by one field is: its levels of agreement, strongest first.
import type { IdentityRecord } from './identity-record.ts';

/** A level of agreement; the last of a comparison is always `different`. */
export interface Level {
  code: string;
  /** Whether a rare value makes this agreement count for more (term frequency). */
  frequency: boolean;
}

export interface Comparison {
  name: string;
  levels: Level[];
  /** P(two people agree exactly), as it is usual in lists of this kind: what counts until the list itself says more. */
  usualShare: number;
  /** What one value's share is taken for at most: a company that stands often in a list is there often, not many of one name. */
  shareMax?: number;
  /** P(two people agree nearly), where it is known to be more than usual, as with phones of one office. */
  nearShare?: number;
  /**
   * P(different | one) is never believed to be larger: what makes a person or company who it is differs seldom, and where most likely pairs
   * differ in it, they are kin or colleagues. Without a limit the training would take those for doubles where they are many.
   */
  differentMax: number;
  /** Position of the level, -1 where one side is empty and nothing can be said. */
  compare(left: IdentityRecord, right: IdentityRecord): number;
  /** The value whose frequency counts for levels with `frequency`. */
  value(record: IdentityRecord): string;
}

export const level = (code: string, frequency = false): Level => ({ code, frequency });
