import { existsSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Configuration } from '../domain/configuration.ts';
import type { Secret } from '../lib/secret.ts';
import type { Proxy } from '../lib/transport.ts';
import { crossCheck, type ConnectorSettings } from './cross-check.ts';
import { findLine } from './find-line.ts';
import { type NamedEntry, toEntries } from './kinds.ts';
import { toProblems, toPathText, type ConfigurationProblem } from './problem.ts';
import { createReaders, readReference, referenceKeysOf } from './read-reference.ts';
import { readDocument, type ReadText } from './read-text.ts';
import { readTree } from './read-tree.ts';
import { RelayFile } from './relay-file.ts';
import { resolveSecretReferences } from './secret-references.ts';
import type { SecretsSection } from './secrets-section.ts';
import { replaceTextReferences } from './text-references.ts';
import { toConfiguration } from './to-configuration.ts';

/** What the process itself needs, apart from what it works on. */
interface ProcessSettings {
  readonly listen: { readonly host: string; readonly port: number };
  /** `undefined`: the address that it listens on. */
  readonly publicUrl: string | undefined;
  /** Folder of the embedded store, absolute. */
  readonly data: string;
  /** Without an address the embedded store. */
  readonly database: {
    readonly url: Secret | undefined;
    readonly maxConnections: number;
    readonly leaseSeconds: number;
  };
  readonly outgoing: { readonly allow: readonly string[]; readonly proxy?: Proxy | undefined };
  readonly log: { readonly level: RelayFile['log']['level'] };
  /** Where spans go; the environment may say it too. */
  readonly tracing: { readonly endpoint: string | undefined };
  readonly limits: {
    readonly maxBodyBytes: number;
    readonly maxConnections: number;
    readonly maxStoreMb?: number | undefined;
  };
  readonly retention: { readonly days: number };
  readonly secrets: SecretsSection;
}

export interface LoadedConfig {
  readonly process: ProcessSettings;
  /** What the file provides, ready for use. */
  readonly configuration: Configuration;
  /** The same as it is written, workspace by workspace, with the secrets in place. */
  readonly provided: Provided;
}

/** What a file provides. */
export interface Provided {
  readonly file: string;
  readonly workspaces: readonly (readonly NamedEntry[])[];
}

/** One line of the report: `12` is the line in the file, where there is one. */
export interface LocatedProblem {
  readonly path: string;
  readonly line: number | undefined;
  readonly expected: string;
}

export type LoadResult =
  | { readonly kind: 'loaded'; readonly config: LoadedConfig }
  | { readonly kind: 'invalid'; readonly problems: readonly LocatedProblem[] };

export interface LoadOptions {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connectors: readonly ConnectorSettings[];
  /** `--data`: goes before RELAY_DATA_DIR, which goes before the file. */
  readonly data?: string | undefined;
  /** What the file says, where it was read before: only its references are read again. */
  readonly text?: string | undefined;
  /** A file that is not there counts as an empty one. */
  readonly mayBeAbsent?: boolean;
  /** What the references to servers lead to, see cli/load-with-references.ts. */
  readonly fetched?: ReadonlyMap<string, ReadText>;
}

/** Reads relay.yml and reports all of its problems at once. */
export function loadConfig(options: LoadOptions): LoadResult {
  const file = path.resolve(options.file);
  const isLeftOut = options.mayBeAbsent === true && !existsSync(file);
  const read = isLeftOut ? { text: '' } : readDocument(options);
  if ('because' in read) return invalid([{ path: [], expected: read.because }], () => undefined);
  const lines = new LineCounter();
  const document = parseDocument(read.text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      kind: 'invalid',
      problems: document.errors.map((error) => ({
        path: '(file)',
        line: error.linePos?.[0].line,
        expected: `expected YAML: ${error.message.split('\n')[0] ?? ''}`,
      })),
    };
  }
  const values = readTree(document);
  if ('because' in values) {
    return invalid([{ path: [], expected: `expected YAML: ${values.because}` }], () => undefined);
  }
  return checkTree(values.tree, options, (at) => findLine(document, lines, at));
}

function checkTree(tree: unknown, options: LoadOptions, lineOf: LineFinder): LoadResult {
  const folder = path.dirname(path.resolve(options.file));
  const unresolved: ConfigurationProblem[] = [];
  const given = withDatabaseUrl(tree, options.env['RELAY_DATABASE_URL']);
  const readers = createReaders(options.env, folder);
  const resolved = replaceTextReferences(
    resolveSecretReferences(given, readers, unresolved),
    referenceKeysOf(options.connectors),
    (reference) => readReference(reference, readers, options.fetched),
    unresolved,
  );
  const file = RelayFile.safeParse(resolved);
  const problems = [
    ...(file.success ? [] : toProblems(file.error)),
    ...crossCheck(resolved, options.connectors),
  ].filter((problem) => !unresolved.some((cause) => isAt(cause.path, problem.path)));
  if (!file.success || problems.length + unresolved.length > 0) {
    return invalid(
      [...unresolved, ...problems].map((problem) =>
        given !== tree && isAt(DATABASE_URL, problem.path)
          ? { ...problem, path: ['RELAY_DATABASE_URL'] }
          : problem,
      ),
      lineOf,
    );
  }
  const configuration = toConfiguration(file.data.provision.workspaces, options.connectors);
  return {
    kind: 'loaded',
    config: {
      process: toProcess(file.data, options, folder),
      configuration,
      provided: { file: options.file, workspaces: toWorkspaces(resolved) },
    },
  };
}

const Written = z.object({
  provision: z.object({ workspaces: z.array(z.unknown()).default([]) }).prefault({}),
});

function toWorkspaces(tree: unknown): Provided['workspaces'] {
  return Written.parse(tree).provision.workspaces.map((workspace) => toEntries(workspace));
}

function toProcess(file: RelayFile, options: LoadOptions, folder: string): ProcessSettings {
  const { listen, publicUrl, database, outgoing, log, limits, retention, secrets, tracing } = file;
  const given = givenFolder(options);
  const data = given === undefined ? path.resolve(folder, file.data) : path.resolve(given);
  const { url, maxConnections, leaseSeconds } = database;
  return {
    listen,
    publicUrl,
    data,
    database: { url, maxConnections, leaseSeconds },
    outgoing,
    log,
    tracing: { endpoint: tracing.endpoint },
    limits,
    retention,
    secrets,
  };
}

/** The data folder, where somebody named it outside of the file; an empty variable says nothing. */
export function givenFolder({ data, env }: Pick<LoadOptions, 'data' | 'env'>): string | undefined {
  const { RELAY_DATA_DIR: named } = env;
  return data ?? (named === '' ? undefined : named);
}

const DATABASE_URL = ['database', 'url'];

/** As if it stood in the file, so that a wrong one is reported like every other fault, under its own name. */
function withDatabaseUrl(tree: unknown, url: string | undefined): unknown {
  if (url === undefined || url === '' || typeof tree !== 'object' || tree === null) return tree;
  const written: unknown = 'database' in tree ? tree.database : undefined;
  return { ...tree, database: { ...(typeof written === 'object' ? written : {}), url } };
}

type LineFinder = (at: readonly PropertyKey[]) => number | undefined;

/** In the order of the file, so that a person can walk through it. */
function invalid(problems: readonly ConfigurationProblem[], lineOf: LineFinder): LoadResult {
  const located = problems.map((problem) => ({
    path: toPathText(problem.path),
    line: lineOf(problem.path),
    expected: problem.expected,
  }));
  return {
    kind: 'invalid',
    problems: located.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0)),
  };
}

function isAt(above: readonly PropertyKey[], below: readonly PropertyKey[]): boolean {
  return above.every((part, index) => below[index] === part);
}
