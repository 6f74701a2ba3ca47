import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { FormPart } from '../rest/answer.ts';

/** The parts of a form upload in their order; undefined when the body is not one. */
export async function readMultipart(
  contentType: string,
  body: Buffer,
): Promise<readonly FormPart[] | undefined> {
  const parts: FormPart[] = [];
  const { promise, resolve } = Promise.withResolvers<readonly FormPart[] | undefined>();
  try {
    const parser = busboy({ headers: { 'content-type': contentType } });
    parser.on('field', (name, value) => parts.push({ name, value: Buffer.from(value) }));
    parser.on('file', (name, stream, info) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () =>
        parts.push({
          name,
          value: Buffer.concat(chunks),
          fileName: info.filename ?? '',
          type: info.mimeType,
        }),
      );
    });
    parser.on('error', () => resolve(undefined));
    parser.on('close', () => resolve(parts));
    Readable.from([body]).pipe(parser);
  } catch {
    resolve(undefined);
  }
  return promise;
}
