import { readTraceparent, replaceTraceparent } from '../store/traceparents.ts';
import type { Tracing } from '../lib/tracing.ts';
import type { AcceptedDelivery } from './receive-delivery.ts';

type Keep = (accepted: AcceptedDelivery) => Promise<void>;

/**
 * The span of a delivery that is genuine: it goes on with the trace of the tool, if that has one, and is
 * kept in its place among the headers, so that what follows from the queue, hours later too, goes on with it.
 */
export function traceKeep(tracing: Tracing, keep: Keep): Keep {
  if (!tracing.isOn) return keep;
  return (accepted) => {
    const { delivery, events, jobs } = accepted;
    const { id, workspace, source, connector, status, receivedAt, headers } = delivery;
    const facts = { delivery: id, workspace, source, connector, status };
    const counts = { events: events.length, lanes: jobs.length };
    const options = {
      kind: 'server',
      parent: readTraceparent(headers),
      startedAt: receivedAt,
    } as const;
    return tracing.span('delivery.keep', { ...options, facts: { ...facts, ...counts } }, () => {
      const traced = replaceTraceparent(headers, tracing.traceparent());
      return keep({ ...accepted, delivery: { ...delivery, headers: traced } });
    });
  };
}
