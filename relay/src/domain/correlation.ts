import { sha256Hex } from '../lib/digest.ts';
import type { AlertEvent } from './alert-event.ts';
import type { Route } from './configuration.ts';
import { toScope } from './template-scope.ts';

/** Where the events of one correlation key meet: everything but the episode. */
export interface LaneName {
  readonly workspace: string;
  readonly connection: string;
  readonly source: string;
  readonly correlationKey: string;
  /** Name of a route that has records of its own; without it the key is the same whatever the route. */
  readonly route?: string | undefined;
}

/** The part that a route has in the names of its lanes and keys. */
export function toRouteScope(route: Pick<Route, 'name' | 'ownRecords'>): string | undefined {
  return route.ownRecords ? route.name : undefined;
}

/**
 * Names what becomes one incident. A tool that sends groups is followed: one incident for one group,
 * known by its group labels (not by Alertmanager's groupKey, which changes when routing is edited).
 */
export function toCorrelationKey(event: AlertEvent, { groupBy }: Pick<Route, 'groupBy'>): string {
  const byAlert = toAlertKey(event.fingerprint);
  if (groupBy === 'alert') return byAlert;
  if (groupBy === 'group') {
    return event.groupKey === undefined ? byAlert : `group ${event.groupKey}`;
  }
  const rendered = groupBy.render(toScope(event, [event], ''));
  const text = rendered.kind === 'text' ? rendered.text.trim() : '';
  return text === '' ? byAlert : `template ${text}`;
}

/** Of an alert that has a record of its own. */
export function toAlertKey(fingerprint: string): string {
  return `alert ${fingerprint}`;
}

/** Jobs of one lane run one at a time, in order. */
export function toLane(name: LaneName): string {
  return sha256Hex(JSON.stringify([...partsOf(name), ...scopeOf(name)]));
}

/**
 * The key of one episode, 64 hex characters. Made of names, so that two relays that do not know each
 * other meet on the same record; hex only, so that it cannot break out of an encoded query.
 */
export function toTaskKey(name: LaneName, episode: number): string {
  return sha256Hex(JSON.stringify([...partsOf(name), episode, ...scopeOf(name)]));
}

function partsOf({ workspace, connection, source, correlationKey }: LaneName): readonly string[] {
  return [workspace, connection, source, correlationKey];
}

function scopeOf({ route }: LaneName): readonly string[] {
  return route === undefined ? [] : [route];
}
