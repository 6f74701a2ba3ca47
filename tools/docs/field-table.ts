import type { JsonSchema } from './json-schema.ts';

/**
 * One section per object, nested objects below it: `## path`, then a table of its fields.
 * A choice between objects becomes one section per variant.
 */
export function printSections(path: string, schema: JsonSchema, level = 2): string {
  const variants = variantsOf(schema);
  if (variants.length > 0 && variants.every(isObject)) {
    return variants
      .map((variant) => printSections(`${path} ${toVariantName(variant)}`.trim(), variant, level))
      .join('\n');
  }
  const fields = Object.entries(schema.properties ?? {});
  const plain = fields.filter(([, field]) => nestedOf(field) === undefined);
  const heading = path === '' ? '' : `${'#'.repeat(level)} ${path}\n\n`;
  const about = schema.description === undefined ? '' : `${schema.description}\n\n`;
  const nested = fields.flatMap(([name, field]) => {
    const object = nestedOf(field);
    if (object === undefined) return [];
    const below = `${path === '' ? '' : `${path}.`}${name}${field.type === 'array' ? '[]' : ''}`;
    return [printSections(below, { ...object, ...describe(field) }, level)];
  });
  return [`${heading}${about}${printTable(plain, schema.required ?? [])}`, ...nested].join('\n');
}

function describe({ description }: JsonSchema): JsonSchema {
  return description === undefined ? {} : { description };
}

/** A choice inside a choice is one choice more. */
function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  return (schema.oneOf ?? schema.anyOf ?? []).flatMap((variant) => {
    const inner = variantsOf(variant);
    return inner.length > 0 && inner.every(isObject) ? inner : [variant];
  });
}

/** `kind: basic`, or the names of its required fields. */
function toVariantName(variant: JsonSchema): string {
  const kind = variant.properties?.['kind']?.const;
  if (kind !== undefined) return `(kind: ${kind})`;
  return `(with ${(variant.required ?? []).join(' and ')})`;
}

/** The object that a field holds, or a list of; a map from anything to a value is a plain field. */
function nestedOf(field: JsonSchema): JsonSchema | undefined {
  const candidate = field.type === 'array' ? field.items : field;
  return candidate !== undefined && isObject(candidate) ? candidate : undefined;
}

function isObject(schema: JsonSchema): boolean {
  const variants = schema.oneOf ?? schema.anyOf;
  return schema.properties !== undefined || (variants?.every(isObject) ?? false);
}

function printTable(
  fields: readonly (readonly [string, JsonSchema])[],
  required: readonly string[],
): string {
  if (fields.length === 0) return '';
  const rows = fields.map(([name, field]) => {
    const cells = [`\`${name}\``, toKind(field), toDefault(field, required.includes(name))];
    return `| ${[...cells, field.description ?? ''].map(escaped).join(' | ')} |\n`;
  });
  return `| field | value | default | what it does |\n| - | - | - | - |\n${rows.join('')}`;
}

/** A filter of a template is no end of a cell, not even between backticks. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}

function toKind(field: JsonSchema): string {
  if (field.secret === true) return 'secret';
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.enum !== undefined) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.type === 'array') return `list of ${toKind(field.items ?? {})}`;
  const kinds: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'number',
    boolean: '`true`, `false`',
    object: 'map',
  };
  const variants = field.anyOf ?? field.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(toKind))].join(' or ');
  return kinds[field.type ?? ''] ?? 'any';
}

function toDefault(field: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  return field.default === undefined ? '–' : `\`${JSON.stringify(field.default)}\``;
}
