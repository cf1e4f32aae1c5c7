// Reads dates as people write them in exported lists; what can be read in two ways is settled by the whole column or refused.

export type DateOrder = 'dmy' | 'mdy';

/** A day since the epoch, or a date whose first two numbers may be day and month or month and day. */
export type ReadDate =
  | { kind: 'day'; day: number }
  | { kind: 'either'; first: number; second: number; year: number }
  | { kind: 'unreadable' };

const dayMs = 86_400_000;
const isoForm = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/;
const compactForm = /^(\d{4})(\d{2})(\d{2})$/;
const shortForm = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ].*)?$/;

/** ISO, YYYY/MM/DD, YYYYMMDD, and day and month in either order before a four-digit year. A time of day is left out. */
export function readDate(text: string): ReadDate {
  const yearFirst = isoForm.exec(text) ?? compactForm.exec(text);
  if (yearFirst !== null) {
    const [year = 0, month = 0, date = 0] = yearFirst.slice(1).map(Number);
    return asDay(dayNumber(year, month, date));
  }
  const short = shortForm.exec(text);
  if (short === null) return { kind: 'unreadable' };
  const [first = 0, second = 0, year = 0] = short.slice(1).map(Number);
  if (first > 31 || second > 31 || first < 1 || second < 1 || (first > 12 && second > 12))
    return { kind: 'unreadable' };
  return { kind: 'either', first, second, year };
}

/** Null where there is no such day (30 February). */
export function dayInOrder(
  { first, second, year }: { first: number; second: number; year: number },
  order: DateOrder,
): number | null {
  return order === 'dmy' ? dayNumber(year, second, first) : dayNumber(year, first, second);
}

export function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function dayNumber(year: number, month: number, date: number): number | null {
  if (month < 1 || month > 12) return null;
  const moment = new Date(Date.UTC(year, month - 1, date));
  return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date ? moment.getTime() / dayMs : null;
}

function asDay(day: number | null): ReadDate {
  return day === null ? { kind: 'unreadable' } : { kind: 'day', day };
}
