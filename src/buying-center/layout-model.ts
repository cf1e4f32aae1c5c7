// Where things stand on a map, as types: what can be asked of a layout and what it gives. Pixels, from the top left.

export interface LayoutOptions {
  /** `buying-center` (default) folds people without a role, `all` shows everybody. */
  focus?: 'buying-center' | 'all';
  /** Ids of people whose reports are folded away. */
  collapsed?: Iterable<string>;
  /** Ids of stacks that are opened, as a layout named them. */
  expanded?: Iterable<string>;
  /** At most this many cards; the rest folds. Default 300, in the picture 12. */
  cardsMax?: number;
  /** Pixels that rows keep to. Default 1,180, in the picture 680. */
  widthMax?: number;
  /** `picture` has small cards for a record's card in the CRM. Default `full`. */
  size?: MapSize;
}

export type MapSize = 'picture' | 'full';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface MapBox extends Rectangle {
  personId: string;
  area: 'tree' | 'parking';
  /** Steps below the top of its tree; 0 outside of trees. */
  depth: number;
}

/** A reporting line, drawn from the manager (`toId`) to the person (`fromId`). */
interface MapLine {
  kind: 'reports_to';
  fromId: string;
  toId: string;
  /** SVG path data. */
  path: string;
}

/** People folded into one chip: "5 more, no role". */
export interface MapStack extends Rectangle {
  /** Stable; goes into `LayoutOptions.expanded`. */
  id: string;
  /** The card it hangs under; null for people at the top and in the parking lot. */
  parentId: string | null;
  why: 'no_role' | 'collapsed' | 'no_room' | 'parking';
  personIds: string[];
}

export type MapLevel = 'leadership' | 'management' | 'staff' | 'unknown';

/** A line of text above cards that stand outside of trees. */
export interface MapHeading extends Rectangle {
  kind: MapLevel | 'still_to_find' | 'parking_lot';
  /** People under it, shown and folded. */
  count: number;
}

export interface MapLayout {
  width: number;
  height: number;
  size: MapSize;
  boxes: MapBox[];
  lines: MapLine[];
  stacks: MapStack[];
  headings: MapHeading[];
  /** The ground of the parking lot; null when it is empty. */
  parkingLot: Rectangle | null;
}
