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
const shortForm = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,].*)?$/;
const dayNamed = /^(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([a-z]{3,9})\.?[\s,./-]+(\d{4}|\d{2})(?:[T ,].*)?$/i;
const monthNamed = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[T ,].*)?$/i;
const serialForm = /^\d{5}(?:\.\d+)?$/;
const monthStarts = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Spreadsheets count days from here. */
const serialStart = Date.UTC(1899, 11, 30) / dayMs;
/** 1954 to 2064: a five-digit number outside is no date that anybody meant. */
const serialMin = 20_000;
const serialMax = 60_000;
/** Earlier years are placeholders (0001-01-01, 1800-01-01). */
const yearMin = 1900;
/** Two-digit years from here on are of the last century. */
const lastCenturyFrom = 70;

/**
 * ISO, YYYY/MM/DD, YYYYMMDD, day and month in either order before the year, named months, and a spreadsheet's day numbers.
 * A time of day is left out.
 */
export function readDate(text: string): ReadDate {
  const yearFirst = isoForm.exec(text) ?? compactForm.exec(text);
  if (yearFirst !== null) {
    const [year = 0, month = 0, date = 0] = yearFirst.slice(1).map(Number);
    return asDay(dayNumber(year, month, date));
  }
  const short = shortForm.exec(text);
  if (short !== null) {
    const [, first = '', second = '', year = ''] = short;
    return eitherWay(Number(first), Number(second), fullYear(year));
  }
  if (serialForm.test(text)) {
    const serial = Math.floor(Number(text));
    return asDay(serial >= serialMin && serial <= serialMax ? serialStart + serial : null);
  }
  return namedMonth(text);
}

function eitherWay(first: number, second: number, year: number): ReadDate {
  if (first > 31 || second > 31 || first < 1 || second < 1 || (first > 12 && second > 12) || year < yearMin)
    return { kind: 'unreadable' };
  return { kind: 'either', first, second, year };
}

function namedMonth(text: string): ReadDate {
  const dayFirst = dayNamed.exec(text);
  const monthFirst = monthNamed.exec(text);
  const [date, name, year] =
    dayFirst !== null
      ? [dayFirst[1], dayFirst[2], dayFirst[3]]
      : monthFirst !== null
        ? [monthFirst[2], monthFirst[1], monthFirst[3]]
        : [];
  if (date === undefined || name === undefined || year === undefined) return { kind: 'unreadable' };
  const month = monthStarts.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return asDay(dayNumber(fullYear(year), month, Number(date)));
}

function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year + (year >= lastCenturyFrom ? 1900 : 2000);
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
  if (year < yearMin || month < 1 || month > 12) return null;
  const moment = new Date(Date.UTC(year, month - 1, date));
  return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date ? moment.getTime() / dayMs : null;
}

function asDay(day: number | null): ReadDate {
  return day === null ? { kind: 'unreadable' } : { kind: 'day', day };
}
