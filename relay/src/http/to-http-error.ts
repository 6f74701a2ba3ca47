import { RelayError, toRelayError, type ErrorCode } from '../lib/errors.ts';

/** The `type` of what Express's body parser throws (body-parser 2, README "Errors"). */
const bodyErrors: Readonly<Record<string, { readonly code: ErrorCode; readonly message: string }>> =
  {
    'encoding.unsupported': {
      code: 'BODY_ENCODING_UNSUPPORTED',
      message: 'The content encoding is not supported.',
    },
    'charset.unsupported': {
      code: 'BODY_ENCODING_UNSUPPORTED',
      message: 'The character set is not supported.',
    },
    'request.aborted': {
      code: 'BODY_UNREADABLE',
      message: 'The request ended before its body did.',
    },
    'request.size.invalid': {
      code: 'BODY_UNREADABLE',
      message: 'The body is not as long as the content length says.',
    },
    'entity.parse.failed': {
      code: 'BODY_UNREADABLE',
      message: 'The body is not valid JSON.',
    },
  };

/** What was thrown under Express, as an error of ours. */
export function toHttpError(thrown: unknown): RelayError {
  if (thrown instanceof RelayError) return thrown;
  if (textOf(thrown, 'type') === 'entity.too.large') return toTooLarge(thrown);
  const known = bodyErrors[textOf(thrown, 'type')];
  if (known !== undefined) return new RelayError(known.code, known.message, { cause: thrown });
  if (thrown instanceof URIError) {
    return new RelayError('NOT_FOUND', 'The path is not encoded correctly.', { cause: thrown });
  }
  // A broken gzip, brotli or zstd body arrives as zlib's own error, to which the parser only adds the status.
  if (isClientFault(thrown)) {
    const message = 'The body is not compressed as its content encoding says.';
    return new RelayError('BODY_UNREADABLE', message, { cause: thrown });
  }
  return toRelayError(thrown);
}

/** Intake and API take different sizes; the parser knows which one it was. */
function toTooLarge(thrown: unknown): RelayError {
  const limit = String(Reflect.get(Object(thrown), 'limit'));
  const message = `The body is larger than the ${limit} bytes that are taken here.`;
  return new RelayError('BODY_TOO_LARGE', message, { cause: thrown });
}

function textOf(thrown: unknown, key: string): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  const value: unknown = Reflect.get(thrown, key);
  return typeof value === 'string' ? value : '';
}

function isClientFault(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const status: unknown = Reflect.get(thrown, 'status');
  return status === 400;
}
