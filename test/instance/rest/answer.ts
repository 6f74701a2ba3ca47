/** What an API gives back; the server writes it to the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it came, for links that repeat it. */
  readonly rawQuery: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Of a form upload, when its body could be read as one. */
  readonly parts?: readonly FormPart[];
  /** Values of `{placeholders}` in the route. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Scheme, host and port as the caller wrote them: links in answers use it. */
  readonly origin: string;
}

/** One part of a form upload. */
export interface FormPart {
  readonly name: string;
  readonly value: Uint8Array;
  /** Only a file has one. */
  readonly fileName?: string;
  readonly type?: string;
}

const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' };

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(value) };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: undefined };
}

/** The platform's error envelope (recorded/errors). */
export function failure(
  status: number,
  message: string,
  detail: string | null,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { error: { message, detail }, status: 'failure' }, headers);
}

export const notAuthenticated = failure(
  401,
  'User is not authenticated',
  'Required to provide Auth information',
  {
    'www-authenticate': 'BASIC realm="Service-now"',
  },
);

export const noRecord = failure(
  404,
  'No Record found',
  "Record doesn't exist or ACL restricts the record retrieval",
);

/** A table that web services do not reach, or an API whose rule the caller does not pass (recorded/errors). */
export const closedApi = failure(403, 'User Not Authorized', 'Failed API level ACL Validation');

export const noResource = failure(400, 'Requested URI does not represent any resource', null);

/** Statuses and meanings are documented (r_RESTAPIHTTPResponseCodes); the details are assumed. */
export const wrongMethod = failure(405, 'Method Not Allowed', null);

export const unacceptable = failure(
  406,
  'Not Acceptable',
  'Supported types are application/json and application/xml',
);

export const unsupportedBody = failure(
  415,
  'Unsupported Media Type',
  'Supported types are application/json and application/xml',
);

/** What clients see when the transaction quota ends a request (servicenow-platform.md section 6). */
export const cancelledTransaction = failure(
  500,
  'Transaction cancelled: maximum execution time exceeded',
  'Transaction cancelled: maximum execution time exceeded. Check logs for error trace',
);

/** A refusal on the way; caught where requests are answered. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`answered with ${answer.status}`);
    this.answer = answer;
  }
}

/** `true` in any case: Java reads booleans so, and servicenow.itsm sends Python's `True`. */
export function isSet(text: string | null | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

export function bodyText(request: Request): string {
  return Buffer.from(request.body).toString('utf8');
}
