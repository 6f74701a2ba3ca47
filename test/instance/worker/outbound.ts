import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Outbound, OutboundAnswer } from '../scripts/outbound-call.ts';

/**
 * Scripts are synchronous, so this thread sleeps while another one does the talking. The server thread is not
 * involved: a script may call a server that runs in it.
 */
export function createOutbound(port: MessagePort, signal: SharedArrayBuffer): Outbound {
  const flag = new Int32Array(signal);
  return (request) => {
    Atomics.store(flag, 0, 0);
    port.postMessage(request);
    // The I/O thread keeps the deadline; the second one here only guards against its death.
    Atomics.wait(flag, 0, 0, request.timeoutMs + 15_000);
    const message: { message: OutboundAnswer } | undefined = receiveMessageOnPort(port);
    return (
      message?.message ?? { kind: 'failed', message: 'No answer from the network', timedOut: true }
    );
  };
}
