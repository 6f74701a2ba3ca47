import { z } from 'zod';
import { entrySchemas } from '../config/kinds.ts';
import type { ConnectorSettings } from '../config/cross-check.ts';
import type { ConfigurationKind, Entry } from '../domain/configuration-object.ts';

/** Where in an entry a secret stands: `['credentials', 'password']`. */
export type EntryPath = readonly (string | number)[];

/** What is shown in the place of a secret; given back, it keeps the one that is there. */
export const SET = { set: true } as const;
const SetMark = z.strictObject({ set: z.literal(true) });

export function isSetMark(value: unknown): boolean {
  return SetMark.safeParse(value).success;
}

const Node = z.looseObject({
  secret: z.boolean().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
});

/** Finds the places of secrets by the schemas, which mark them with `.meta({ secret: true })`. */
export function createSecretFinder(connectors: readonly ConnectorSettings[]) {
  const print = (schema: z.ZodType): unknown =>
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const printed = new Map<z.ZodType, unknown>();
  const jsonSchemaOf = (schema: z.ZodType): unknown => {
    const known = printed.get(schema) ?? print(schema);
    printed.set(schema, known);
    return known;
  };
  return (kind: ConfigurationKind, entry: Entry): readonly EntryPath[] => {
    const found = findIn(jsonSchemaOf(entrySchemas[kind]), entry, []);
    if (kind !== 'source') return found;
    const connector = connectors.find(({ id }) => id === entry['connector']);
    if (connector === undefined) return found;
    return [...found, ...findIn(jsonSchemaOf(connector.settings), entry['settings'], ['settings'])];
  };
}
export type FindSecrets = ReturnType<typeof createSecretFinder>;

/** Of a union every form counts that the value may have: better one place too many than one too few. */
function findIn(schema: unknown, value: unknown, at: EntryPath): readonly EntryPath[] {
  const node = Node.safeParse(schema);
  if (!node.success || value === undefined || value === null) return [];
  const { secret, properties = {}, additionalProperties, items } = node.data;
  if (secret === true) return [at];
  const { anyOf = [], oneOf = [], allOf = [] } = node.data;
  const forms = [...anyOf, ...oneOf].filter((form) => mayBe(form, value));
  const found = [...forms, ...allOf].flatMap((form) => findIn(form, value, at));
  if (Array.isArray(value)) {
    found.push(...value.flatMap((part: unknown, index) => findIn(items, part, [...at, index])));
  } else if (typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) {
      found.push(...findIn(properties[key] ?? additionalProperties, part, [...at, key]));
    }
  }
  return unique(found);
}

/** False for the forms of another `kind`. */
function mayBe(form: unknown, value: unknown): boolean {
  const { properties = {} } = Node.safeParse(form).data ?? {};
  return Object.entries(properties).every(([key, part]) => {
    const fixed = Fixed.safeParse(part);
    return !fixed.success || valueAt(value, [key]) === fixed.data.const;
  });
}

const Fixed = z.object({ const: z.string() });

function unique(paths: readonly EntryPath[]): EntryPath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

export function valueAt(tree: unknown, path: EntryPath): unknown {
  let value: unknown = tree;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

/** The same tree with another value in one place. */
export function withValueAt(tree: unknown, path: EntryPath, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(tree)) {
    return tree.map((part: unknown, index) =>
      index === first ? withValueAt(part, rest, value) : part,
    );
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]: [string, unknown]) => [
      key,
      key === first ? withValueAt(part, rest, value) : part,
    ]),
  );
}

/** The entry with another value in each of these places. */
export async function mapSecrets(
  entry: Entry,
  paths: readonly EntryPath[],
  map: (value: unknown, path: EntryPath) => unknown,
): Promise<Entry> {
  let mapped: unknown = entry;
  for (const path of paths) {
    mapped = withValueAt(mapped, path, await map(valueAt(mapped, path), path));
  }
  return { ...Object(mapped), name: entry.name };
}
