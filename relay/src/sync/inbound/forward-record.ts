import type { ChangeEvent } from '@alert-relay/shared-types';
import { decideForward, type TellingRoute, toTellingRoute } from '../../domain/change-command.ts';
import { allChanges } from '../../domain/echo.ts';
import { OWN_ALERT_PREFIX } from '../../domain/own-alert.ts';
import type { WebhookTrigger } from '../../domain/webhook.ts';
import { triggersOfChange } from '../../domain/webhook-triggers.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { isOvertaken, type KeptChange } from '../../store/changes.ts';
import { isOpenPlanned } from '../../store/write-backs.ts';
import type { ApplyChangeDeps } from './apply-change-deps.ts';
import type { Happenings } from '../webhooks/plan-webhooks.ts';
import { type Planned, planTelling, toStandIn } from './plan-write-back.ts';
import { toHappenings } from './to-happenings.ts';

interface Forwarded {
  readonly because: string;
  readonly key: string;
  readonly planned: Planned | undefined;
  readonly happenings: Happenings | undefined;
}

/**
 * A record that was born in ServiceNow: the forward rule of the app names the source whose tool is to
 * know of it. The tool gets an alert that stands for the record, and everything that follows.
 */
export async function forwardRecord(deps: ApplyChangeDeps, kept: KeptChange): Promise<Forwarded> {
  const { change, workspace } = kept;
  const key = toForwardName({ ...kept, sysId: change.sys_id });
  const route = findForwardRoute(deps, kept);
  const destination = deps.findDestination(workspace, route?.destination ?? '');
  const connection = deps.findConnection(workspace, kept.connection);
  if (route === undefined || connection === undefined) {
    return { because: 'not-linked', key, planned: undefined, happenings: undefined };
  }
  const record = { key, workspace, destination: destination?.name ?? '' };
  const known = {
    isOpened: await isOpenPlanned(deps.db, record),
    isOvertaken: await isOvertaken(deps.db, kept),
  };
  const decision = decideForward(route, known, change);
  const alerts = [toStandIn(key, connection, change)];
  const at = deps.clock.now();
  const happenings = toHappenings(kept, {
    key,
    source: change.source ?? '',
    connection,
    alerts,
    triggers: known.isOvertaken ? [] : triggersOfForward(route, change),
    at,
  });
  if (decision.kind === 'nothing' || destination === undefined) {
    const because = decision.kind === 'nothing' ? decision.because : 'no-destination';
    return { because, key, planned: undefined, happenings };
  }
  const { writeBack: kind, from, told: real } = decision;
  const about = { id: deps.newId(), kind, from, key, connector: undefined, at };
  const telling = { ...about, alerts, remembered: {}, real, change, connection };
  const planned = planTelling(telling, destination, deps.planWriteBack);
  return { because: kind, key, planned, happenings };
}

/** A write of ours is nobody's news. */
function triggersOfForward(route: TellingRoute, change: ChangeEvent): readonly WebhookTrigger[] {
  if (change.origin !== null) return [];
  if (change.operation === 'insert') return ['created'];
  return triggersOfChange(route, change.record, allChanges(change));
}

/** The first route that would bring the source's alerts to this connection brings its records back. */
function findForwardRoute(deps: ApplyChangeDeps, kept: KeptChange): TellingRoute | undefined {
  const { source } = kept.change;
  if (kept.change.key !== null || source === undefined) return undefined;
  const route = deps
    .routesOf(kept.workspace)
    .find(
      ({ enabled, sources, connection }) =>
        enabled && sources.includes(source) && connection === kept.connection,
    );
  return route && toTellingRoute(route, deps.findSource(kept.workspace, source));
}

/** What an alert that stands for a record is called. Tells nothing about it, and is the same for ever. */
export function toForwardName({
  workspace,
  connection,
  sysId,
}: {
  readonly workspace: string;
  readonly connection: string;
  readonly sysId: string;
}): string {
  const hash = sha256Hex(JSON.stringify([workspace, connection, sysId]));
  return `${OWN_ALERT_PREFIX}${hash.slice(0, 32)}`;
}
