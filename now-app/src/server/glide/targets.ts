import type { GlideRecord } from '@servicenow/glide';
import type { Target } from '../domain/change-event.ts';
import { findConnection, findConnectionById } from './connections.ts';
import { hasForwardRules, listForwardRules, matches } from './forward-rules.ts';
import { connectionKeyOf, findLink, ownKey } from './links.ts';
import { listWatches, startWatch } from './watches.ts';

/** Who is told about this write: the relay of a linked record, or those that rules name. */
export function findTargets(current: GlideRecord): readonly Target[] {
  const key = ownKey(current);
  return active(key === '' ? forwardTargets(current) : linkTargets(key, current));
}

/** Who is told about this record already; no rule is asked. */
export function knownTargets(record: GlideRecord): readonly Target[] {
  const key = ownKey(record);
  return active(key === '' ? watchTargets(record) : linkTargets(key, record));
}

function active(targets: readonly Target[]): readonly Target[] {
  // A relay that said goodbye gets nothing; one that never came yet may still come for its changes.
  return targets.filter((target) => findConnection(target.connectionKey)?.isActive !== false);
}

function linkTargets(key: string, record: GlideRecord): readonly Target[] {
  const link = findLink(key);
  if (link === undefined) return [];
  const connectionKey = connectionKeyOf(link);
  const linked: Target = {
    connectionKey,
    isFirst: false,
    ...(link.traceparent === '' ? {} : { traceparent: link.traceparent }),
  };
  return [linked, ...otherTargets(record, connectionKey)];
}

/** One relay may adopt a record that others were told of as well: to them it stays what it was. */
function otherTargets(record: GlideRecord, connectionKey: string): readonly Target[] {
  if (!hasForwardRules()) return [];
  return watchTargets(record).filter((target) => target.connectionKey !== connectionKey);
}

/** Once told about a record, a relay hears all of it: also the change after which no rule matches. */
function forwardTargets(current: GlideRecord): readonly Target[] {
  if (!hasForwardRules()) return [];
  const known = watchTargets(current);
  return [...known, ...newTargets(current, known)];
}

function watchTargets(record: GlideRecord): readonly Target[] {
  return listWatches(record.getUniqueValue()).map((watch) => ({
    connectionKey: watch.connectionKey,
    source: watch.source,
    isFirst: false,
  }));
}

function newTargets(current: GlideRecord, known: readonly Target[]): readonly Target[] {
  const isInsert = current.operation() === 'insert';
  const fresh: Target[] = [];
  for (const rule of listForwardRules()) {
    if (!(isInsert ? rule.onInsert : rule.onUpdate)) continue;
    const connectionKey = findConnectionById(rule.connectionId)?.key;
    if (connectionKey === undefined) continue;
    if ([...known, ...fresh].some((target) => target.connectionKey === connectionKey)) continue;
    if (!matches(rule, current.getUniqueValue())) continue;
    if (!startWatch(current, connectionKey, rule.source)) continue;
    fresh.push({ connectionKey, source: rule.source, isFirst: true });
  }
  return fresh;
}
