import type { NewEvent } from '../store/deliveries.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';

/**
 * An event that merely follows goes where its alert has a record or is about to get one. Where there
 * is none nothing waits for it; if no other route has it either, it is kept once, with the reason.
 */
export function dropDeadEnds(
  accepted: AcceptedDelivery,
  liveLanes: ReadonlySet<string>,
): AcceptedDelivery {
  const isLive = ({ lane, follows }: NewEvent): boolean =>
    follows === undefined || (lane !== undefined && liveLanes.has(lane));
  const told = new Set(accepted.events.filter(isLive).map(({ event }) => event));
  const events = accepted.events.flatMap((one) => {
    if (isLive(one)) return [one];
    if (told.has(one.event)) return [];
    told.add(one.event);
    return [{ ...one, lane: undefined, correlationKey: undefined }];
  });
  const lanes = new Set(events.map(({ lane }) => lane));
  return { ...accepted, events, jobs: accepted.jobs.filter(({ lane }) => lanes.has(lane)) };
}
