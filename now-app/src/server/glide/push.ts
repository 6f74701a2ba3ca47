import { CertificateEncryption, gs } from '@servicenow/glide';
import { RESTMessageV2 } from '@servicenow/glide/sn_ws';
import type { HttpAnswer } from '../domain/push.ts';
import { toMacKey, toSignedContent } from '../domain/push.ts';
import { toText } from './text.ts';

const timeoutMs = 10_000;

/** Posts a body signed by the Standard Webhooks scheme, once for each live secret. */
export function postSigned(address: string, secrets: readonly string[], body: string): HttpAnswer {
  const id = `msg_${gs.generateGUID()}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const signatures = secrets.map((secret) => `v1,${sign(secret, id, timestamp, body)}`);
  const message = new RESTMessageV2();
  message.setEndpoint(address);
  message.setHttpMethod('POST');
  message.setHttpTimeout(timeoutMs);
  message.setRequestHeader('content-type', 'application/json');
  message.setRequestHeader('accept', 'application/json');
  message.setRequestHeader('webhook-id', id);
  message.setRequestHeader('webhook-timestamp', String(timestamp));
  message.setRequestHeader('webhook-signature', signatures.join(' '));
  message.setRequestBody(body);
  try {
    const response = message.execute();
    return {
      status: response.getStatusCode(),
      body: toText(response.getBody()),
      error: toText(response.getErrorMessage()),
    };
  } catch (error) {
    // execute() throws when no answer came: a name that does not resolve, a timeout.
    return { status: 0, body: '', error: String(error) };
  }
}

function sign(secret: string, id: string, timestamp: number, body: string): string {
  return generateMac(toMacKey(secret), toSignedContent(id, timestamp, body));
}

/** The documentation calls this on an instance, the typings know it on the class only. */
export function generateMac(base64Key: string, data: string): string {
  const encryption: unknown = new CertificateEncryption();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const typed = encryption as Pick<typeof CertificateEncryption, 'generateMac'>;
  return typed.generateMac(base64Key, 'HmacSHA256', data);
}
