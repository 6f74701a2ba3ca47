import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { mayUsePlainHttp } from '../config/instance-address.ts';
import { toPathText, toProblems, type ConfigurationProblem } from '../config/problem.ts';
import { resolveSecretReferences } from '../config/secret-references.ts';
import { RelayError } from '../lib/errors.ts';
import { SatelliteFile } from './satellite-file.ts';

/** Reads satellite.yml and reports all of its problems at once. `{env: NAME}` and `{file: PATH}` stand for secrets. */
export function loadSatelliteFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): SatelliteFile {
  const unresolved: ConfigurationProblem[] = [];
  const folder = path.dirname(path.resolve(file));
  const tree = resolveSecretReferences(
    readYaml(file),
    { env, readFile: (name) => readText(path.resolve(folder, name)) },
    unresolved,
  );
  const parsed = SatelliteFile.safeParse(tree);
  const problems = [
    ...unresolved,
    ...(parsed.success ? plainAddresses(parsed.data) : toProblems(parsed.error)),
  ];
  if (parsed.success && problems.length === 0) return parsed.data;
  const lines = problems.map(({ path: at, expected }) => `${toPathText(at)}: ${expected}`);
  throw new RelayError('CONFIGURATION_INVALID', `${file}: ${lines.join('; ')}`);
}

/** In clear only on this machine, or to hosts that have a private address by their very name. */
function plainAddresses({ satellite, integrations }: SatelliteFile): ConfigurationProblem[] {
  const addresses = [
    { path: ['satellite', 'url'], url: satellite.url },
    ...integrations.map(({ url }, index) => ({ path: ['integrations', index, 'url'], url })),
  ];
  return addresses
    .filter(({ url }) => {
      // Without the brackets that IPv6 has in a URL.
      const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
      return url.startsWith('http:') && !mayUsePlainHttp(url, [host]);
    })
    .map((one) => ({ path: one.path, expected: 'expected https://: http shows the key' }));
}

function readYaml(file: string): unknown {
  const read = readText(path.resolve(file));
  if ('because' in read) throw new RelayError('CONFIGURATION_INVALID', `${file}: ${read.because}`);
  try {
    return parse(read.text);
  } catch (error) {
    const because = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new RelayError('CONFIGURATION_INVALID', `${file}: expected YAML: ${because}`);
  }
}

function readText(file: string): { readonly text: string } | { readonly because: string } {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) };
  }
}
