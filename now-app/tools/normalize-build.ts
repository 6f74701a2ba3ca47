import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fixedTime = '2026-01-01T00:00:00.000Z';

/**
 * Makes two builds of the same sources the same: the SDK puts a random serial number and the time into
 * its bill of materials, and into nothing else (seen with 4.9.0).
 */
export function normalizeBuild(dist: string): void {
  const folder = join(dist, 'update');
  for (const name of readdirSync(folder).filter((file) => file.startsWith('sys_module_'))) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes('/bom.json</path>')) continue;
    const timeless = text.replace(/"timestamp": "[^"]*"/, `"timestamp": "${fixedTime}"`);
    const bare = timeless.replace(/urn:uuid:[0-9a-f-]{36}/, '');
    const serial = toUuid(createHash('sha256').update(bare).digest('hex'));
    writeFileSync(file, timeless.replace(/urn:uuid:[0-9a-f-]{36}/, `urn:uuid:${serial}`));
  }
}

function toUuid(hex: string): string {
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-');
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
/** 1 January 1980, the first moment that a zip file can name. */
const firstDosDate = 0x0021;

/** Sets the time of every entry of a zip file to the same moment. */
export function normalizeZip(zip: Buffer): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || zip.readUInt32LE(end) !== endOfDirectory) throw new Error('not a zip file');
  const count = zip.readUInt16LE(end + 10);
  let entry = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(entry) !== directoryEntry) throw new Error('a broken zip file');
    setTime(zip, entry + 12);
    setTime(zip, zip.readUInt32LE(entry + 42) + 10);
    const variable = [28, 30, 32].map((offset) => zip.readUInt16LE(entry + offset));
    entry += 46 + variable.reduce((sum, length) => sum + length, 0);
  }
  return zip;
}

function setTime(zip: Buffer, offset: number): void {
  zip.writeUInt16LE(0, offset);
  zip.writeUInt16LE(firstDosDate, offset + 2);
}
