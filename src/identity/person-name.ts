// Splits a full name into given, middle and family name by the order its language uses.
import { foldText } from './fold-text.ts';

export interface NameParts {
  given: string;
  middle: string;
  surname: string;
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
