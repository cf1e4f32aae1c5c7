// Finds who a record is among very many: built once, kept up to date record by record, compact enough for a million in one process.
import { indexCandidates, lookupKeys } from './blocking.ts';
import { comparisonsFor } from './comparison.ts';
import type { IdentityRecord } from './identity-record.ts';
import { type Evidence, type MatchModel, matchBits, matchEvidence, probabilityOf } from './match-model.ts';
import { packRecord, unpackRecord } from './pack-record.ts';
import { type WordWeights, weighWords } from './token-weights.ts';
import { trainModel } from './train-model.ts';

interface Found {
  id: string;
  probability: number;
  /** Strongest first. */
  evidence: Evidence[];
}

/** No room for another record: the index was built for fewer. */
export class IndexFullError extends Error {
  override name = 'IndexFullError';
}

/** So many records are compared for one question; keys are asked strongest first. */
const comparedMax = 60;
/** A key that more records share than this tells too little to be followed. */
const sharedMax = 200;
/** So many links of a chain are followed: behind a key that very many share, others may hide. */
const stepsMax = 1_000;
const keysPerRecord = 10;
const answersMax = 5;
const reviewBits = Math.log2(0.1 / 0.9);

interface IndexOptions {
  /** Some of the records, at most 20,000, to learn the weights from; they are not added. */
  sample: IdentityRecord[];
  /** The most records it will ever hold: memory is set aside for them once, about 150 bytes a record and the texts. */
  capacity: number;
  seed: number;
}

/** An empty index with weights learnt from the sample: records are added one by one, so that a caller may stream them. */
export function createRecordIndex({ sample, capacity, seed }: IndexOptions): RecordIndex {
  const words = weighWords(sample);
  const model = trainModel({
    records: sample,
    comparisons: comparisonsFor(words),
    candidates: indexCandidates(sample, { words, pairsMax: Math.max(100_000, sample.length * 20) }),
    allowed: () => true,
    pairCount: Math.max(1, (sample.length * (sample.length - 1)) / 2),
    seed,
  });
  const prior = Math.min(model.prior, 0.5 / Math.max(2, capacity));
  return new RecordIndex({ ...model, prior }, words, capacity);
}

/** Keys are hashed to 32 bits and chained in typed arrays: keys that meet by chance cost a comparison, never a wrong answer. */
class RecordIndex {
  readonly #model: MatchModel;
  readonly #words: WordWeights;
  readonly #slots: number;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #hash: Uint32Array;
  readonly #owner: Int32Array;
  readonly #ids: string[] = [];
  readonly #packed: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #freePlaces: number[] = [];
  #freeEntry = -1;
  #entries = 0;

  constructor(model: MatchModel, words: WordWeights, capacity: number) {
    this.#model = model;
    this.#words = words;
    this.#slots = 2 ** Math.ceil(Math.log2(Math.max(1_024, capacity * 4)));
    this.#first = new Int32Array(this.#slots).fill(-1);
    this.#next = new Int32Array(capacity * keysPerRecord);
    this.#hash = new Uint32Array(capacity * keysPerRecord);
    this.#owner = new Int32Array(capacity * keysPerRecord);
  }

  get size(): number {
    return this.#places.size;
  }

  /** Adds a record, or replaces the one of the same id. */
  add(id: string, record: IdentityRecord): void {
    this.remove(id);
    const place = this.#freePlaces.pop() ?? this.#ids.length;
    this.#ids[place] = id;
    this.#packed[place] = packRecord(record);
    this.#places.set(id, place);
    for (const hash of this.#hashes(record)) this.#chain(hash, place);
  }

  /** Takes a record out; an id that is not there is none. */
  remove(id: string): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    for (const hash of this.#hashes(unpackRecord(this.#packed[place] ?? ''))) this.#unchain(hash, place);
    this.#places.delete(id);
    this.#packed[place] = '';
    this.#freePlaces.push(place);
  }

  /** At most five records that it is with 10 % or more, likeliest first. */
  find(record: IdentityRecord): Found[] {
    const scored: { place: number; bits: number; record: IdentityRecord }[] = [];
    for (const place of this.#candidates(record)) {
      const other = unpackRecord(this.#packed[place] ?? '');
      const bits = matchBits(this.#model, other, record);
      if (bits >= reviewBits) scored.push({ place, bits, record: other });
    }
    return scored
      .sort((a, b) => b.bits - a.bits || a.place - b.place)
      .slice(0, answersMax)
      .map(({ place, bits, record: other }) => ({
        id: this.#ids[place] ?? '',
        probability: probabilityOf(bits),
        evidence: matchEvidence(this.#model, other, record),
      }));
  }

  #candidates(record: IdentityRecord): Set<number> {
    const places = new Set<number>();
    for (const hash of this.#hashes(record)) {
      const found = this.#placesOf(hash);
      if (found.length > sharedMax) continue;
      for (const place of found) {
        if (places.size >= comparedMax) return places;
        places.add(place);
      }
    }
    return places;
  }

  /** One more than `sharedMax` at most. */
  #placesOf(hash: number): number[] {
    const places: number[] = [];
    let entry = this.#first[hash & (this.#slots - 1)] ?? -1;
    for (let step = 0; entry >= 0 && step < stepsMax && places.length <= sharedMax; step++) {
      if (this.#hash[entry] === hash) places.push(this.#owner[entry] ?? 0);
      entry = this.#next[entry] ?? -1;
    }
    return places;
  }

  #hashes(record: IdentityRecord): Set<number> {
    return new Set(lookupKeys(record, this.#words).slice(0, keysPerRecord).map(hashOf));
  }

  #chain(hash: number, place: number): void {
    let entry = this.#freeEntry;
    if (entry >= 0) this.#freeEntry = this.#next[entry] ?? -1;
    else entry = this.#entries++;
    if (entry >= this.#next.length) throw new IndexFullError('The index holds as many records as it was built for.');
    const slot = hash & (this.#slots - 1);
    this.#hash[entry] = hash;
    this.#owner[entry] = place;
    this.#next[entry] = this.#first[slot] ?? -1;
    this.#first[slot] = entry;
  }

  #unchain(hash: number, place: number): void {
    const slot = hash & (this.#slots - 1);
    let before = -1;
    let entry = this.#first[slot] ?? -1;
    while (entry >= 0 && (this.#hash[entry] !== hash || this.#owner[entry] !== place)) {
      before = entry;
      entry = this.#next[entry] ?? -1;
    }
    if (entry < 0) return;
    const after = this.#next[entry] ?? -1;
    if (before < 0) this.#first[slot] = after;
    else this.#next[before] = after;
    this.#next[entry] = this.#freeEntry;
    this.#freeEntry = entry;
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
