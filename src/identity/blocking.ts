// Finds the pairs worth comparing: records that share a key. Recall is lost here or nowhere, so keys are many and cheap: strong
// numbers alone, every name in either place, pairs of weaker fields, the rarest words of a company; keys shared by too many are dropped.
import type { IdentityRecord } from './identity-record.ts';
import type { TokenWeights, WordWeights } from './token-weights.ts';

export interface CandidateIndex {
  /** Calls back with every record before `position` that shares a kept key with it, each once. */
  forEachBefore(position: number, visit: (other: number) => void): void;
  size: number;
}

export interface BlockingOptions {
  words: WordWeights;
  /** How many pairs the keys may propose in all; keys shared by most are dropped first. */
  pairsMax: number;
  /** Of two lists: the position where the second starts. Keys that none of its records has are left out: they lead nowhere. */
  border?: number;
}

/** Index over all records in their order. Deterministic. Cost: linear in records plus proposed pairs. */
export function indexCandidates(records: IdentityRecord[], options: BlockingOptions): CandidateIndex {
  const keyIds = new Map<string, number>();
  const sizes: number[] = [];
  const border = options.border ?? 0;
  const idsOf = (record: IdentityRecord, isNew: boolean): Int32Array => {
    const ids: number[] = [];
    for (const key of new Set(blockingKeys(record, options.words))) {
      let id = keyIds.get(key);
      if (id === undefined && !isNew) continue;
      if (id === undefined) {
        id = keyIds.size;
        keyIds.set(key, id);
        sizes.push(0);
      }
      sizes[id] = (sizes[id] ?? 0) + 1;
      ids.push(id);
    }
    return Int32Array.from(ids);
  };
  const ofSecond = records.slice(border).map((record) => idsOf(record, true));
  const keysOf = [...records.slice(0, border).map((record) => idsOf(record, false)), ...ofSecond];
  keyIds.clear();
  const sizeMax = largestKept(sizes, options.pairsMax);
  const members = collectMembers({ keysOf, sizes, sizeMax });
  return { size: records.length, forEachBefore: visitor({ keysOf, members, count: records.length }) };
}

/** The largest block size such that all blocks up to it propose at most `pairsMax` pairs; never under 8. */
function largestKept(sizes: number[], pairsMax: number): number {
  const countBySize = new Map<number, number>();
  for (const size of sizes) countBySize.set(size, (countBySize.get(size) ?? 0) + 1);
  let pairs = 0;
  let kept = 8;
  for (const [size, count] of [...countBySize].sort(([a], [b]) => a - b)) {
    pairs += (count * size * (size - 1)) / 2;
    if (pairs > pairsMax && size > 8) break;
    kept = Math.max(kept, size);
  }
  return kept;
}

interface Blocks {
  keysOf: Int32Array[];
  sizes: number[];
  sizeMax: number;
}

interface Members {
  starts: Int32Array;
  positions: Int32Array;
}

function collectMembers({ keysOf, sizes, sizeMax }: Blocks): Members {
  const starts = new Int32Array(sizes.length + 1);
  for (let id = 0; id < sizes.length; id++) {
    const size = sizes[id] ?? 0;
    starts[id + 1] = (starts[id] ?? 0) + (size > 1 && size <= sizeMax ? size : 0);
  }
  const positions = new Int32Array(starts[sizes.length] ?? 0);
  const filled = starts.slice();
  keysOf.forEach((ids, position) => {
    for (const id of ids) {
      if (starts[id] === starts[id + 1]) continue;
      const at = filled[id] ?? 0;
      positions[at] = position;
      filled[id] = at + 1;
    }
  });
  return { starts, positions };
}

function visitor({
  keysOf,
  members,
  count,
}: {
  keysOf: Int32Array[];
  members: Members;
  count: number;
}): CandidateIndex['forEachBefore'] {
  const seenIn = new Float64Array(count);
  const { starts, positions } = members;
  let visits = 0;
  return (position, visit) => {
    visits++;
    for (const id of keysOf[position] ?? []) {
      const end = starts[id + 1] ?? 0;
      for (let at = starts[id] ?? 0; at < end; at++) {
        const other = positions[at] ?? 0;
        if (other >= position) break;
        if (seenIn[other] === visits) continue;
        seenIn[other] = visits;
        visit(other);
      }
    }
  };
}

function blockingKeys(record: IdentityRecord, words: WordWeights): string[] {
  return [
    ...numberKeys(record),
    ...nameKeys(record),
    ...placeKeys(record),
    ...companyKeys(record, words.company),
    ...workKeys(record, words),
  ];
}

/** Two of the four rarest words of a work's title, and the rarest word of its authors. */
function workKeys(record: IdentityRecord, words: WordWeights): string[] {
  if (record.subject.length === 0) return [];
  const rarest = words.subject.rarest(record.subject).slice(0, 4);
  const pairs = rarest.flatMap((a, at) => rarest.slice(at + 1).map((b) => `sw:${[a, b].sort().join(' ')}`));
  return [
    ...pairs,
    `s:${record.subject.slice(0, 3).join(' ')}`,
    ...words.authors
      .rarest(record.authors)
      .slice(0, 2)
      .map((word) => `sa:${word} ${rarest[0]}`),
  ];
}

/** Few and telling keys for one record looked up among very many, strongest first. */
export function lookupKeys(record: IdentityRecord, words: WordWeights): string[] {
  const names = [record.given, record.surname].filter((name) => name !== '');
  const keys = numberKeys(record).filter((key) => !key.startsWith('p7:') && !key.startsWith('d:'));
  const company = words.company.rarest(record.company).slice(0, 2);
  const both = [...names].sort().join(' ');
  for (const word of company) for (const name of names) keys.push(`nf:${name.slice(0, 4)} ${word}`);
  if (names.length === 2) keys.push(`nn:${both}`);
  if (names.length === 2 && record.postcode !== '') keys.push(`np:${both.slice(0, 4)} ${record.postcode}`);
  if (record.birthDate !== '') for (const name of names) keys.push(`nd:${name.slice(0, 4)} ${record.birthDate}`);
  if (names.length === 2) keys.push(`c:${names.map(consonants).sort().join(' ')} ${record.city.slice(0, 4)}`);
  if (names.length === 0 && company.length > 0) keys.push(`g:${[...company].sort().join(' ')}`);
  return keys;
}

function numberKeys(record: IdentityRecord): string[] {
  const keys: string[] = [];
  const add = (kind: string, value: string): void => {
    if (value !== '') keys.push(`${kind}:${value}`);
  };
  add('i', record.socialNumber);
  add('ip', record.passportNumber);
  add('il', record.licenseNumber);
  add('in', record.nationalId);
  add('u', record.profile);
  add('x', record.taxNumber);
  add('k', record.bankAccount);
  for (const mailbox of record.emails) add('e', mailbox);
  add('l', record.emailLocal);
  add('w', record.web);
  add('d', record.birthDate);
  for (const phone of record.phones) {
    add('p', phone);
    add('p7', phone.slice(-7));
  }
  return keys;
}

/** Names in either place: given and surname share one key space, so that swapped names meet. */
function nameKeys(record: IdentityRecord): string[] {
  const keys: string[] = [];
  const names = [record.given, record.surname].filter((name) => name !== '');
  const year = record.birthDate.slice(0, 4);
  for (const name of names) {
    keys.push(`n:${name}`);
    if (year !== '') keys.push(`ny:${name.slice(0, 4)} ${year}`, `nd:${name.slice(0, 3)} ${record.birthDate.slice(4)}`);
    if (record.postcode !== '') keys.push(`np:${name.slice(0, 4)} ${record.postcode}`);
    if (record.city !== '') keys.push(`nc:${name.slice(0, 4)} ${record.city.slice(0, 5)}`);
    if (record.streetNumber !== '') keys.push(`ns:${name.slice(0, 4)} ${record.streetNumber}`);
    if (record.company.length > 0) keys.push(`nf:${name.slice(0, 4)} ${record.company[0]}`);
    keys.push(
      ...name
        .split(' ')
        .slice(1, 4)
        .map((word) => `n:${word}`),
    );
  }
  if (names.length === 2) {
    keys.push(
      `s3:${names
        .map((name) => name.slice(0, 3))
        .sort()
        .join(' ')}`,
    );
    keys.push(`c:${names.map(consonants).sort().join(' ')}`);
  }
  if (record.emailLocal !== '' && names.length > 0) keys.push(`el:${record.emailLocal.slice(0, 5)}`);
  return keys;
}

function consonants(name: string): string {
  return (
    name.slice(0, 1) +
    name
      .slice(1)
      .replace(/[aeiouyhw ]/g, '')
      .slice(0, 3)
  );
}

function placeKeys(record: IdentityRecord): string[] {
  const keys: string[] = [];
  const street = record.street.split(' ')[0] ?? '';
  if (record.streetNumber !== '' && street !== '') keys.push(`a:${record.streetNumber} ${street.slice(0, 4)}`);
  if (record.streetNumber !== '' && record.postcode !== '') keys.push(`b:${record.streetNumber} ${record.postcode}`);
  if (record.street !== '' && record.postcode !== '') keys.push(`t:${record.street.slice(0, 5)} ${record.postcode}`);
  if (record.street2 !== '' && record.street !== '')
    keys.push(`u:${record.street.slice(0, 4)} ${record.street2.slice(0, 4)}`);
  if (record.street2 !== '' && record.postcode !== '') keys.push(`v:${record.street2.slice(0, 5)} ${record.postcode}`);
  if (record.birthDate !== '' && record.postcode !== '')
    keys.push(`q:${record.birthDate.slice(0, 6)} ${record.postcode}`);
  return keys;
}

function companyKeys(record: IdentityRecord, tokens: TokenWeights): string[] {
  if (record.company.length === 0) return [];
  const rarest = tokens.rarest(record.company);
  const keys = rarest.slice(0, 3).map((token) => `f:${token}`);
  if (rarest.length > 1) keys.push(`g:${rarest.slice(0, 2).sort().join(' ')}`);
  keys.push(`h:${record.company.slice(0, 2).join(' ')}`, `o:${record.company.join('').slice(0, 6)}`);
  if (record.postcode !== '') keys.push(`fp:${record.company[0]} ${record.postcode}`);
  return keys;
}
