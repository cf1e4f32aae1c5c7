// Takes a postal address that stands in one cell apart: house number, street, city, state and postcode, as far as its words tell.

export interface AddressParts {
  streetNumber: string;
  street: string;
  city: string;
  state: string;
  postcode: string;
}

const streetWords: Record<string, string> = {
  street: 'st',
  avenue: 'ave',
  av: 'ave',
  road: 'rd',
  boulevard: 'blvd',
  drive: 'dr',
  lane: 'ln',
  court: 'ct',
  place: 'pl',
  parkway: 'pkwy',
  highway: 'hwy',
  circle: 'cir',
  terrace: 'ter',
  square: 'sq',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  suite: 'ste',
  duong: '',
  strasse: 'str',
};
const streetEnds = new Set('st ave rd blvd dr ln ct pl pkwy hwy cir ter sq way str'.split(' '));
const unitWords = /\b(ste|unit|apt|floor|fl|room|rm|bldg|building|tang|lau|phong|toa nha) ?(\w+)?\b/g;

/** Of folded text: number and name of the street, words spelled alike, unit and floor off. */
export function parseStreet(folded: string): Pick<AddressParts, 'streetNumber' | 'street'> {
  const words = folded
    .split(' ')
    .map((word) => streetWords[word] ?? word)
    .filter((word) => word !== '');
  const text = words.join(' ');
  const bare = text.replace(unitWords, ' ').replace(/\s+/g, ' ').trim();
  const kept = bare === '' ? words : bare.split(' ');
  const at = kept.findIndex((word) => /^\d+[a-z]?$/.test(word));
  if (at < 0 || at > 2) return { streetNumber: '', street: kept.join(' ') };
  return { streetNumber: kept[at] ?? '', street: kept.filter((_, position) => position !== at).join(' ') };
}

/**
 * `123 Main Street, Las Vegas NV 89132` and its like in other orders. `fold` brings a text to the form in which fields are compared.
 * What cannot be told apart stays in the street.
 */
export function parseAddress(written: string, fold: (text: string) => string): AddressParts {
  const found =
    /^(.*?)[\s,]+(?:([A-Za-z]{2})[\s,.]+)?([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4,6}(?:-\d{4})?)\s*(?:,[^,]*)?$/s.exec(
      written.trim(),
    );
  const [body, stateWord, postcode] = found === null ? [written, undefined, ''] : [found[1] ?? '', found[2], found[3]];
  const tail = stateWord === undefined ? /^(.*?)[\s,]+([A-Z]{2})\s*,?\s*$/s.exec(body) : null;
  const rest = tail?.[1] ?? body;
  const { head, city } = splitCity(rest, fold);
  return {
    ...parseStreet(head),
    city,
    state: fold(stateWord ?? tail?.[2] ?? ''),
    postcode: fold(postcode ?? '').replaceAll(' ', ''),
  };
}

/** The street ends at its own last word or at the first comma behind it. */
function splitCity(text: string, fold: (text: string) => string): { head: string; city: string } {
  const parts = text
    .split(/[,\n]/)
    .map(fold)
    .filter((part) => part !== '');
  const streetAt = parts.findIndex((part) => /\d/.test(part) && !/^(ste|suite|unit|apt|floor|fl)\b/.test(part));
  if (parts.length > 1 && streetAt >= 0) {
    const behind = parts.slice(streetAt + 1).filter((part) => !/\d/.test(part));
    if (behind.length > 0) return { head: parts[streetAt] ?? '', city: behind.at(-1) ?? '' };
  }
  const words = parts.join(' ').split(' ');
  const end = words.findIndex((word, at) => at > 1 && streetEnds.has(streetWords[word] ?? word));
  const beyond = words
    .slice(end + 1)
    .join(' ')
    .replace(/^(n|s|e|w|ne|nw|se|sw)( |$)/, '');
  if (end < 0 || beyond === '' || /\d/.test(beyond)) return { head: words.join(' '), city: '' };
  return { head: words.slice(0, end + 1).join(' '), city: beyond };
}
