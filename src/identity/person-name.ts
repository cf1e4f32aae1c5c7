// Splits a full name into given, middle and family name by the order its language uses.
import { foldText } from './fold-text.ts';

interface NameParts {
  given: string;
  middle: string;
  surname: string;
}

export interface PersonName extends NameParts {
  /** All name tokens, sorted, joined: equal for the same name in another order. */
  nameKey: string;
  /** Of a generation: jr, sr, ii … */
  suffix: string;
  /** The given name with its marks, where the name was written with marks; else empty. */
  marked: string;
  /** Syllables of Vietnamese names are whole words: one letter more is another name. */
  isVietnamese: boolean;
}

interface NameCells {
  given: string;
  middle: string;
  surname: string;
  full: string;
  suffix: string;
}

/** Folded; a generation's suffix apart; Vietnamese names as family, middle and last given name whatever columns held them. */
export function readPersonName(cells: NameCells): PersonName {
  const found = { value: generationOf(foldText(cells.suffix)) };
  const take = (text: string): string => {
    const words = foldText(text).split(' ');
    const last = generationOf(words.at(-1) ?? '');
    if (last !== '' && words.length > 1) {
      found.value ||= last;
      words.pop();
    }
    return words.join(' ');
  };
  let parts = { given: take(cells.given), middle: take(cells.middle), surname: take(cells.surname) };
  if (cells.full !== '' && parts.given === '' && parts.surname === '') {
    found.value ||= generationOf(foldText(cells.full).split(' ').at(-1) ?? '');
    parts = splitFullName(cells.full);
  }
  const isVietnamese = vietnameseSurnames.has(parts.surname.split(' ')[0] ?? '');
  if (isVietnamese) parts = inVietnameseOrder(parts);
  return {
    ...parts,
    suffix: found.value,
    marked: markedGiven(cells, parts.given),
    isVietnamese,
    nameKey: keyOf(parts),
  };
}

function keyOf({ given, middle, surname }: NameParts): string {
  return `${given} ${middle} ${surname}`.trim().split(/\s+/).sort().join(' ');
}

function generationOf(word: string): string {
  if (word === 'junior') return 'jr';
  if (word === 'senior') return 'sr';
  return /^(jr|sr|ii|iii|iv)$/.test(word) ? word : '';
}

/** `Nguyễn Văn` + `An` and `Nguyễn` + `Văn An` both become Nguyễn, Văn, An. */
function inVietnameseOrder({ given, middle, surname }: NameParts): NameParts {
  const [family = '', ...behind] = surname.split(' ');
  const words = [...behind, ...middle.split(' '), ...given.split(' ')].filter((word) => word !== '');
  if (given === '') return { given, middle: [...behind, middle].join(' ').trim(), surname: family };
  return { given: words.at(-1) ?? '', middle: words.slice(0, -1).join(' '), surname: family };
}

function markedGiven(cells: NameCells, given: string): string {
  const written = `${cells.full} ${cells.surname} ${cells.middle} ${cells.given}`.normalize('NFC').toLowerCase();
  if (!/[^\p{ASCII}]/u.test(written)) return '';
  return written.split(/\s+/).find((word) => foldText(word) === given) ?? '';
}

/** The surnames that cover about nine in ten Vietnamese people: with one of them in front, the given name comes last. */
const vietnameseSurnames = new Set(
  'nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh trinh doan mai cao luong ta chu to'.split(
    ' ',
  ),
);
const leadingTitles = new Set(
  'mr mrs ms miss dr prof sir madam herr frau mme mlle ong ba anh chi em co chu bac thay ths ts pgs gs ks bs'.split(
    ' ',
  ),
);
const trailingTitles = new Set('jr sr ii iii iv esq mba phd md cpa'.split(' '));

/** Folded parts. `Last, First` is turned round; titles and honorifics fall away where a name remains without them. */
export function splitFullName(text: string): NameParts {
  const [beforeComma = '', afterComma] = text.split(',');
  const behind = nameTokens(afterComma ?? '');
  if (afterComma !== undefined && behind.length > 0) {
    const [given = '', ...rest] = behind;
    return { given, middle: rest.join(' '), surname: nameTokens(beforeComma).join(' ') };
  }
  const tokens = nameTokens(text.replace(',', ' '));
  if (tokens.length === 0) return { given: '', middle: '', surname: '' };
  if (tokens.length === 1) return { given: '', middle: '', surname: tokens[0] ?? '' };
  const first = tokens[0] ?? '';
  const last = tokens.at(-1) ?? '';
  const middle = tokens.slice(1, -1).join(' ');
  if (vietnameseSurnames.has(first) && !vietnameseSurnames.has(last)) return { given: last, middle, surname: first };
  return { given: first, middle, surname: last };
}

/** Honorifics in front and suffixes behind fall away while two words remain. */
function nameTokens(text: string): string[] {
  const tokens = foldText(text)
    .split(' ')
    .filter((token) => token !== '');
  while (tokens.length > 2 && leadingTitles.has(tokens[0] ?? '')) tokens.shift();
  while (tokens.length > 2 && trailingTitles.has(tokens.at(-1) ?? '')) tokens.pop();
  return tokens;
}
