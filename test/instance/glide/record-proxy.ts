import type { Row } from '../engine/session.ts';
import { textFrom } from '../scripts/runtime.ts';
import type { GlideKit } from './glide-kit.ts';
import { GlideRecord } from './glide-record.ts';

/** Not documented for scoped scripts: their names answer as missing, and say so when they are called. */
const globalOnly = new Set([
  'autoSysFields',
  'setForceUpdate',
  'applyTemplate',
  'changes',
  'getFields',
  'instanceOf',
  'setUseEngines',
  'find',
  'setDisplayValue',
  'getRelatedLists',
  'getRelatedTables',
  'insertLazy',
  'insertWithReferences',
]);

const hidden = /ForGlide$|^constructor$/;

const methodNames = new Set(
  Object.getOwnPropertyNames(GlideRecord.prototype).filter((name) => !hidden.test(name)),
);

/** The record and its fields in one object: `gr.next()`, `gr.short_description = 'x'`. */
function createRecordProxy(kit: GlideKit, record: GlideRecord): object {
  const methods = new Map<string, unknown>();
  return new Proxy(record, {
    get(target, name) {
      if (typeof name === 'symbol') return name === recordInside ? target : undefined;
      if (methodNames.has(name)) return boundMethod(target, name, methods);
      const element = target.elementForGlide(name);
      if (element !== undefined) return element;
      if (globalOnly.has(name) && !kit.scope.isGlobal) {
        return () => {
          throw kit.scope.error(`Function ${name} is not allowed in scope ${kit.scope.name}`);
        };
      }
      return name === 'toString' ? () => target.getTableName() : undefined;
    },
    set(target, name, value) {
      if (typeof name === 'string') target.setValue(name, value);
      return true;
    },
    has: (target, name) =>
      typeof name === 'string' && (methodNames.has(name) || target.isValidField(name)),
    ownKeys: (target) => [...target.rowForGlide().table.columns.keys()],
    getOwnPropertyDescriptor: (target, name) =>
      typeof name === 'string' && target.isValidField(name)
        ? { enumerable: true, configurable: true, value: target.elementForGlide(name) }
        : undefined,
    getPrototypeOf: () => GlideRecord.prototype,
  });
}

const recordInside = Symbol('GlideRecord');

/** The record behind a proxy that a script hands back to Glide, as in gs.eventQueue(name, gr). */
export function recordBehind(value: unknown): GlideRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record: unknown = Reflect.get(value, recordInside);
  return record instanceof GlideRecord ? record : undefined;
}

function boundMethod(target: GlideRecord, name: string, methods: Map<string, unknown>): unknown {
  const known = methods.get(name);
  if (known !== undefined) return known;
  const method: unknown = Reflect.get(target, name);
  const bound: unknown = typeof method === 'function' ? method.bind(target) : method;
  methods.set(name, bound);
  return bound;
}

/** The constructor that scripts call: `new GlideRecord('incident')`. */
export function createRecordConstructor(
  kit: GlideKit,
  secure: boolean,
): (tableName: unknown) => object {
  return function construct(tableName: unknown): object {
    return createRecordProxy(kit, new GlideRecord(kit, textFrom(tableName), secure));
  };
}

export function wrapRow(kit: GlideKit, row: Row): object {
  return createRecordProxy(kit, new GlideRecord(kit, row.table.name, false, row));
}
