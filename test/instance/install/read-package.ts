import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { decodeUtf8 } from './parse-xml.ts';
import { InstallRefused } from './refused.ts';

export interface PackageFile {
  /** Inside the package, without a leading slash: `update/sys_script_….xml`. */
  readonly path: string;
  readonly text: string;
}

const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/** The XML files of a package: the zip that `now-sdk pack` wrote, or the folder that it was made from. */
export function readPackage(source: string): readonly PackageFile[] {
  if (!existsSync(source)) throw new InstallRefused('not found', `No app package at ${source}`);
  const files = statSync(source).isDirectory() ? readFolder(source, source) : readZip(source);
  const xml = files.filter((file) => file.path.endsWith('.xml'));
  if (xml.length === 0) throw new InstallRefused('no records', `${source} holds no XML files`);
  return xml.map(({ path: name, bytes }) => ({ path: name, text: decodeUtf8(bytes, name) }));
}

interface RawFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Links and other things that are no files are not followed. */
function readFolder(root: string, folder: string): RawFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return readFolder(root, full);
    if (!entry.isFile()) return [];
    return [{ path: path.relative(root, full).replaceAll('\\', '/'), bytes: readFileSync(full) }];
  });
}

function readZip(file: string): RawFile[] {
  let total = 0;
  try {
    const entries = unzipSync(readFileSync(file), {
      filter(entry) {
        total += entry.originalSize;
        if (total > MAX_UNPACKED_BYTES)
          throw new InstallRefused(
            'too large',
            `${file} unpacks to more than ${MAX_UNPACKED_BYTES} bytes`,
          );
        return true;
      },
    });
    return Object.entries(entries)
      .filter(([name]) => !name.endsWith('/'))
      .map(([name, content]) => ({
        path: name.replace(/^\/+/, ''),
        bytes: content,
      }));
  } catch (error) {
    if (error instanceof InstallRefused) throw error;
    throw new InstallRefused(
      'not a zip',
      `${file} is not a zip file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
