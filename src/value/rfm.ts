// Recency, frequency and monetary scores on the portal's own quintiles (terciles in small portals).
const QUINTILES_FROM = 25;

/** The portal's own yardsticks for RFM scores: upper bounds of the lower cells, ascending. */
export interface RfmBounds {
  recencyDays: number[];
  frequency: number[];
  monetaryMinor: number[];
}

export interface RfmFigures {
  recencyDays: number;
  frequency: number;
  monetaryMinor: number;
}

export function rfmBounds(figures: readonly RfmFigures[]): RfmBounds {
  const cells = figures.length < QUINTILES_FROM ? 3 : 5;
  const bounds = (values: number[]): number[] => {
    const sorted = values.sort((left, right) => left - right);
    return Array.from(
      { length: cells - 1 },
      (_, cell) => sorted[Math.ceil((sorted.length * (cell + 1)) / cells) - 1] ?? 0,
    );
  };
  return {
    recencyDays: bounds(figures.map(({ recencyDays }) => recencyDays)),
    frequency: bounds(figures.map(({ frequency }) => frequency)),
    monetaryMinor: bounds(figures.map(({ monetaryMinor }) => monetaryMinor)),
  };
}

/** `R-F-M`, each from 1 to the number of cells, best highest. */
export function rfmScore(figures: RfmFigures, bounds: RfmBounds): string {
  const recency = recencyCell(figures.recencyDays, bounds.recencyDays);
  const frequency = cellOf(figures.frequency, bounds.frequency);
  return `${recency}-${frequency}-${cellOf(figures.monetaryMinor, bounds.monetaryMinor)}`;
}

/** From 1 to the number of cells; the most recent are in the highest. */
export function recencyCell(recencyDays: number, upper: readonly number[]): number {
  return upper.length + 2 - cellOf(recencyDays, upper);
}

function cellOf(value: number, upper: readonly number[]): number {
  const cell = upper.findIndex((bound) => value <= bound);
  return cell === -1 ? upper.length + 1 : cell + 1;
}
