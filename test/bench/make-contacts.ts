// Made-up contact lists of any size with known doubles, from a seed: names by frequency, companies with their domains, slips of the pen.

export interface MadeContacts {
  csv: string;
  /** Person of each row, in order. */
  personOf: number[];
}

const syllables =
  'ba be bi bo bra ca ce chi co da del di do e fa fe ga ger ha he in ja jo ka ke la le li lo ma me mi mo na ne ni no o pa pe ra re ri ro sa sch se si so sta ta te ti to u va ve wa we ya za'.split(
    ' ',
  );

export function makeContacts(options: { rows: number; seed: number; firstId?: number }): MadeContacts {
  const next = randomNumbers(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const frequent = <T>(list: readonly T[]): T => list[Math.floor(list.length * next() ** 3)] as T;
  const word = (parts: number): string => Array.from({ length: parts }, () => pick(syllables)).join('');
  const given = Array.from({ length: 2_000 }, () => word(2 + Math.floor(next() * 2)));
  const surnames = Array.from({ length: 20_000 }, () => word(2 + Math.floor(next() * 3)));
  const companies = Array.from({ length: Math.max(200, options.rows / 8) }, () => `${word(3)} ${word(2)}`);
  const lines = ['id,first_name,last_name,email,phone,company,city'];
  const personOf: number[] = [];
  for (let person = 0; personOf.length < options.rows; person++) {
    const company = pick(companies);
    const [first, last] = [frequent(given), frequent(surnames)];
    const domain = `${company.replace(' ', '')}.com`;
    const phone = `+1${Math.floor(2e9 + next() * 7e9)}`;
    const cells = [first, last, `${first}.${last}${Math.floor(next() * 90)}@${domain}`, phone, company, pick(surnames)];
    const copies = next() < 0.15 ? 2 : 1;
    for (let copy = 0; copy < copies && personOf.length < options.rows; copy++) {
      const written = copy === 0 ? cells : withSlip(cells, next);
      lines.push([(options.firstId ?? 0) + personOf.length, ...written].join(','));
      personOf.push(person);
    }
  }
  return { csv: `${lines.join('\n')}\n`, personOf };
}

/** One or two fields with a letter changed, or left out. */
function withSlip(cells: string[], next: () => number): string[] {
  const slipped = [...cells];
  for (let slips = 1 + Math.floor(next() * 2); slips > 0; slips--) {
    const at = Math.floor(next() * slipped.length);
    const text = slipped[at] ?? '';
    const place = Math.floor(next() * text.length);
    slipped[at] = next() < 0.25 ? '' : `${text.slice(0, place)}x${text.slice(place + 1)}`;
  }
  return slipped;
}

/** mulberry32 */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
