import { fstatSync, write, writeSync } from 'node:fs';
import { isOfCode } from '../lib/is-of-code.ts';
import { writeWhole } from '../lib/write-whole.ts';

/** Where the lines of a log go. */
export interface LogOutput {
  /** Never waits and never throws. */
  readonly write: (line: string) => void;
  /** Writes what still waits before it returns, as far as somebody takes it; for the end of a process. */
  readonly finish: () => void;
}

/** About ten thousand lines; in characters. */
const MOST_WAITING = 4 * 1024 * 1024;
const READER_AGAIN_MS = 10;
const DISK_AGAIN_MS = 1000;
/** Service managers wait longer before they kill. */
const FINISH_WITHIN_MS = 1000;

const nothing = { bytes: Buffer.alloc(0), characters: 0 };

/**
 * Lines wait in memory while others are written, and nobody who logs waits for them. Alerts matter more
 * than what is said of them: where the reader of a pipe stands still or the disk is full, the relay works on,
 * lines beyond the limit are dropped, and a line in their place says how many.
 *
 * Of what comes with pino (sonic-boom 4.2.1), lines that nobody reads fill the memory, a full disk ends the
 * process, and so does its end wait for a reader that never comes.
 *
 * @param descriptor of a file, or of a pipe or socket that does not block
 */
export function createLogOutput(descriptor: number, mostWaiting = MOST_WAITING): LogOutput {
  let lines: string[] = [];
  /** Characters that wait, those in `chunk` too. */
  let waiting = 0;
  let chunk = nothing;
  let state: 'idle' | 'writing' | 'pausing' | 'nobody-reads' = 'idle';
  let dropped = 0;
  const kind = fstatSync(descriptor);
  const isPipe = kind.isFIFO() || kind.isSocket();

  function add(line: string): void {
    if (state === 'nobody-reads') return;
    if (waiting + line.length > mostWaiting) {
      dropped += 1;
      return;
    }
    sayDropped();
    push(line);
    if (state !== 'idle') return;
    state = 'pausing';
    // With what else is said in this turn; and what is said right before an end is left to `finish`.
    setImmediate(writeNext);
  }

  function push(line: string): void {
    lines.push(line);
    waiting += line.length;
  }

  function sayDropped(): void {
    if (dropped === 0) return;
    push(toDroppedLine(dropped));
    dropped = 0;
  }

  function writeNext(): void {
    if (chunk.bytes.length === 0) {
      waiting -= chunk.characters;
      sayDropped();
      chunk = takeLines();
    }
    if (chunk.bytes.length === 0) {
      state = 'idle';
      return;
    }
    if (isPipe) writeToPipe();
    else writeToFile();
  }

  /** At once, since it does not block: at an end nobody could know how much of it another thread wrote. */
  function writeToPipe(): void {
    try {
      takeAway(writeSync(descriptor, chunk.bytes));
    } catch (error) {
      return giveWay(error);
    }
    state = 'pausing';
    setImmediate(writeNext);
  }

  /** By another thread, which stands still where a disk does; at an end it still does all of it. */
  function writeToFile(): void {
    state = 'writing';
    write(descriptor, chunk.bytes, (error, written) => {
      if (error !== null) return giveWay(error);
      takeAway(written);
      writeNext();
    });
  }

  function takeAway(written: number): void {
    chunk = { ...chunk, bytes: chunk.bytes.subarray(written) };
  }

  function takeLines(): typeof chunk {
    const text = lines.join('');
    lines = [];
    return { bytes: Buffer.from(text), characters: text.length };
  }

  function giveWay(error: unknown): void {
    if (isOfCode(error, 'EPIPE')) {
      state = 'nobody-reads';
      lines = [];
      return;
    }
    state = 'pausing';
    setTimeout(writeNext, isOfCode(error, 'EAGAIN') ? READER_AGAIN_MS : DISK_AGAIN_MS).unref();
  }

  return {
    write: add,
    finish() {
      if (state === 'nobody-reads') return;
      // What another thread is writing would come twice.
      const begun = state === 'writing' ? nothing.bytes : chunk.bytes;
      chunk = nothing;
      sayDropped();
      try {
        writeWhole(descriptor, Buffer.concat([begun, takeLines().bytes]), FINISH_WITHIN_MS);
      } catch {
        // A full disk: nobody is left to tell.
      }
    },
  };
}

function toDroppedLine(dropped: number): string {
  const said = {
    time: new Date().toISOString(),
    level: 'warn',
    dropped,
    msg: 'lines of this log were dropped: who reads it is too slow, or its disk is full',
  };
  return `${JSON.stringify(said)}\n`;
}
