/** What an operator configures, one object at a time; a workspace holds all the others. */
export const configurationKinds = [
  'workspace',
  'connection',
  'source',
  'destination',
  'webhook',
  'maintenance',
  'route',
] as const;
export type ConfigurationKind = (typeof configurationKinds)[number];

/** As it is written in relay.yml: the input of the schema of its kind. */
export type Entry = Readonly<Record<string, unknown>> & { readonly name: string };

/** One object. Names are unique in their workspace and kind; order counts among routes. */
export interface ConfigurationObject {
  readonly workspace: string;
  readonly kind: ConfigurationKind;
  readonly name: string;
  /** Secrets of the store are sealed in it. */
  readonly entry: Entry;
  /** Of its last change; 0 where a file provides it. */
  readonly revision: number;
  /** The file that provides it; such an object is changed there and nowhere else. */
  readonly providedBy: string | undefined;
}

export function isSameObject(
  left: Pick<ConfigurationObject, 'kind' | 'name'>,
  right: Pick<ConfigurationObject, 'kind' | 'name'>,
): boolean {
  return left.kind === right.kind && left.name === right.name;
}

/** `the route ops` */
export function describeObject({ kind, name }: Pick<ConfigurationObject, 'kind' | 'name'>): string {
  return kind === 'maintenance' ? `the maintenance window ${name}` : `the ${kind} ${name}`;
}
