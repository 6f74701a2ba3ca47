/**
 * A map from digests (64 hex characters) to ids (32), in the order in which they came, as bytes outside of
 * the heap: 56 for an entry, where a `Map` of strings takes 165 and lets each full collection visit all of
 * them.
 */
export interface DigestMap {
  readonly get: (digest: string) => string | undefined;
  /** The digest is not there yet. */
  readonly add: (digest: string, id: string) => void;
  readonly delete: (digest: string) => void;
  readonly keys: () => Iterable<string>;
  readonly clear: () => void;
}

const KEY_BYTES = 32;
const ID_BYTES = 16;
const ENTRY_BYTES = KEY_BYTES + ID_BYTES;
const KEY_WORDS = KEY_BYTES / 4;
const ENTRY_WORDS = ENTRY_BYTES / 4;
const SMALLEST = 1024;
/** Of a place in which no entry was yet; where one was, a search has to go on. */
const FREE = 0;
const GONE = -1;

const digestShape = /^[0-9a-f]{64}$/;
const idShape = /^[0-9a-f]{32}$/;

/** Whether both can be kept in such a map. */
export function isDigestEntry(digest: string, id: string): boolean {
  return digestShape.test(digest) && idShape.test(id);
}

interface Table {
  readonly capacity: number;
  readonly bytes: Buffer;
  readonly words: Int32Array;
  /** By the hash of a digest: the number of its entry, from 1, or of one nearby. */
  readonly places: Int32Array;
  readonly isLive: Uint8Array;
  /** Entries, those that are deleted among them. */
  used: number;
  live: number;
}

export function createDigestMap(): DigestMap {
  let table = createTable(SMALLEST);
  const asked = Buffer.alloc(KEY_BYTES);
  const askedWords = wordsOf(asked);

  function find(digest: string): number {
    if (!digestShape.test(digest)) return -1;
    asked.write(digest, 'hex');
    return findPlace(table, askedWords);
  }

  return {
    get(digest) {
      const place = find(digest);
      if (place < 0) return undefined;
      const start = ((table.places[place] ?? 0) - 1) * ENTRY_BYTES + KEY_BYTES;
      return table.bytes.toString('hex', start, start + ID_BYTES);
    },
    add(digest, id) {
      if (table.used === table.capacity) table = rebuild(table);
      const start = table.used * ENTRY_BYTES;
      table.bytes.write(digest, start, 'hex');
      table.bytes.write(id, start + KEY_BYTES, 'hex');
      append(table);
    },
    delete(digest) {
      const place = find(digest);
      if (place < 0) return;
      table.isLive[(table.places[place] ?? 0) - 1] = 0;
      table.places[place] = GONE;
      table.live -= 1;
    },
    *keys() {
      const walked = table;
      for (let entry = 0; entry < walked.used; entry += 1) {
        if (walked.isLive[entry] === 0) continue;
        const start = entry * ENTRY_BYTES;
        yield walked.bytes.toString('hex', start, start + KEY_BYTES);
      }
    },
    clear() {
      table = createTable(SMALLEST);
    },
  };
}

function createTable(capacity: number): Table {
  const bytes = Buffer.from(new ArrayBuffer(capacity * ENTRY_BYTES));
  return {
    capacity,
    bytes,
    words: wordsOf(bytes),
    places: new Int32Array(capacity * 2),
    isLive: new Uint8Array(capacity),
    used: 0,
    live: 0,
  };
}

function wordsOf({ buffer, byteOffset, length }: Buffer): Int32Array {
  return new Int32Array(buffer, byteOffset, length / 4);
}

/** Of all words: a place must not depend on how random one of them is. */
function firstPlace({ places }: Table, words: Int32Array, start: number): number {
  let hash = 0;
  for (let word = 0; word < KEY_WORDS; word += 1) {
    hash = Math.imul(hash ^ (words[start + word] ?? 0), 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  return hash & (places.length - 1);
}

function findPlace(table: Table, key: Int32Array): number {
  const { places, words } = table;
  const mask = places.length - 1;
  for (let place = firstPlace(table, key, 0); ; place = (place + 1) & mask) {
    const entry = places[place] ?? FREE;
    if (entry === FREE) return -1;
    if (entry !== GONE && isAt(words, (entry - 1) * ENTRY_WORDS, key)) return place;
  }
}

function isAt(words: Int32Array, start: number, key: Int32Array): boolean {
  for (let word = 0; word < KEY_WORDS; word += 1) {
    if (words[start + word] !== key[word]) return false;
  }
  return true;
}

/** The entry whose bytes are behind the last one. */
function append(table: Table): void {
  const { places, words, isLive } = table;
  const mask = places.length - 1;
  let place = firstPlace(table, words, table.used * ENTRY_WORDS);
  while ((places[place] ?? FREE) > FREE) place = (place + 1) & mask;
  isLive[table.used] = 1;
  table.used += 1;
  table.live += 1;
  places[place] = table.used;
}

/** Without those that are deleted, and twice as large where that is not much smaller. */
function rebuild(old: Table): Table {
  const isLarge = old.live > old.capacity / 2;
  const table = createTable(isLarge ? old.capacity * 2 : Math.max(SMALLEST, old.capacity));
  for (let entry = 0; entry < old.used; entry += 1) {
    if (old.isLive[entry] === 0) continue;
    const start = entry * ENTRY_BYTES;
    old.bytes.copy(table.bytes, table.used * ENTRY_BYTES, start, start + ENTRY_BYTES);
    append(table);
  }
  return table;
}
