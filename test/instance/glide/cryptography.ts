import { createHash, createHmac } from 'node:crypto';
import { textFrom } from '../scripts/runtime.ts';

/** `new CertificateEncryption().generateMac(base64Key, 'HmacSHA256', data)`: the key must be Base64. */
export class CertificateEncryption {
  generateMac(key: unknown, algorithm: unknown, data: unknown): string {
    const name = textFrom(algorithm).replace(/^Hmac/i, '').toLowerCase();
    return createHmac(name, Buffer.from(textFrom(key), 'base64'))
      .update(textFrom(data), 'utf8')
      .digest('base64');
  }
}

/** Plain hashes only; there is no keyed one in scope. */
export class GlideDigest {
  getMD5Base64(text: unknown): string {
    return createHash('md5').update(textFrom(text)).digest('base64');
  }

  getMD5Hex(text: unknown): string {
    return createHash('md5').update(textFrom(text)).digest('hex');
  }

  getSHA1Base64(text: unknown): string {
    return createHash('sha1').update(textFrom(text)).digest('base64');
  }

  getSHA1Hex(text: unknown): string {
    return createHash('sha1').update(textFrom(text)).digest('hex');
  }

  getSHA256Base64(text: unknown): string {
    return createHash('sha256').update(textFrom(text)).digest('base64');
  }

  getSHA256Hex(text: unknown): string {
    return createHash('sha256').update(textFrom(text)).digest('hex');
  }
}

export const glideStringUtil = {
  base64Encode: (text: unknown) => Buffer.from(textFrom(text), 'utf8').toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(textFrom(text), 'base64').toString('utf8'),
  escapeHTML: (text: unknown) =>
    textFrom(text)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;'),
  isEligibleSysID: (text: unknown) => /^[0-9a-f]{32}$/i.test(textFrom(text)),
  normalizeWhitespace: (text: unknown) => textFrom(text).replaceAll(/\s+/g, ' ').trim(),
  urlEncode: (text: unknown) => encodeURIComponent(textFrom(text)),
};
