// Dates of birth as lists write them, as YYYYMMDD.
import { digitsOf } from './fold-text.ts';

interface BirthCells {
  date: string;
  day: string;
  month: string;
  year: string;
}

/** Empty where there is none; the year alone with 00 for what is not known. */
export function readBirthDate({ date, day, month, year }: BirthCells): string {
  if (date !== '') return dateKey(date);
  const digits = digitsOf(year);
  if (digits === '') return '';
  const two = (part: string): string => digitsOf(part).padStart(2, '0').slice(-2);
  return `${digits.padStart(4, '0')}${two(month)}${two(day)}`;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** YYYYMMDD out of 19560409, 1956-04-09, 4/9/1956, 09.04.1956; digits as they stand where no form fits. */
function dateKey(written: string): string {
  const text = written.replace(/[a-z]{3,}/gi, (word) => {
    const month = monthNames.indexOf(word.slice(0, 3).toLowerCase());
    return month < 0 ? word : ` ${month + 1} `;
  });
  const parts = text
    .trim()
    .split(/[^0-9]+/)
    .filter((part) => part !== '');
  if (parts.length < 3) return digitsOf(text);
  const [first = '', second = '', third = ''] = parts;
  const two = (part: string): string => part.padStart(2, '0');
  if (first.length === 4) return `${first}${two(second)}${two(third)}`;
  const year = third.length === 2 ? `${Number(third) > 30 ? '19' : '20'}${third}` : third;
  return Number(first) > 12 || text.includes('.')
    ? `${year}${two(second)}${two(first)}`
    : `${year}${two(first)}${two(second)}`;
}
