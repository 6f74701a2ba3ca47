import type { Outgoing } from './outgoing.ts';
import type { Tracing } from './tracing.ts';

/**
 * A call that belongs to a span is one of its own, and the other side is told of it. Of the address only
 * the host: with many webhooks the path is the secret.
 */
export function traceOutgoing(tracing: Tracing, outgoing: Outgoing): Outgoing {
  if (!tracing.isOn) return outgoing;
  return {
    ...outgoing,
    send(request) {
      if (tracing.traceparent() === undefined) return outgoing.send(request);
      const { method, url } = request;
      const host = URL.parse(url)?.host ?? '';
      const facts = { 'http.request.method': method, 'server.address': host };
      return tracing.span(method, { kind: 'client', facts }, async (note) => {
        const traceparent = tracing.traceparent() ?? '';
        const headers = { ...request.headers, traceparent };
        const answer = await outgoing.send({ ...request, headers });
        note({ 'http.response.status_code': answer.status });
        return answer;
      });
    },
  };
}
