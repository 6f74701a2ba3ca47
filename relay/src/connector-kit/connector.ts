import type { z } from 'zod';
import type { AlertEvent } from '../domain/alert-event.ts';
import { readBody, type ReadBody } from './read-body.ts';
import { rememberParsed } from './remember-parsed.ts';

/** What arrived, byte for byte. Signatures are checked over `body`, never over re-serialized JSON. */
export interface Delivery {
  /** In upper case. */
  readonly method: string;
  /** What follows `/in/{workspace}/{source}`: empty, or a path such as `/v2/enqueue`. */
  readonly suffix: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly receivedAt: number;
}

export type Verdict =
  | { readonly kind: 'genuine' }
  | { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' | 'stale' }
  /**
   * Cannot be judged without what lies at this address (a signing certificate): the caller fetches it
   * and asks again. The connector has checked that the address belongs to the tool.
   */
  | { readonly kind: 'needs'; readonly url: string };

/** What a delivery says, or why it cannot be read. The reason is for people and holds no payload. */
export type Reading =
  | { readonly kind: 'events'; readonly events: readonly AlertEvent[] }
  | { readonly kind: 'unreadable'; readonly because: string }
  /** The tool asks whether we want what it sends; to say yes, the caller gets this address once. */
  | { readonly kind: 'confirm'; readonly url: string };

/** An answer that a connector gives by itself, to a request that is no alert: nothing is kept. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What became of a delivery, for answers whose form a tool insists on. */
export interface KeptDelivery {
  readonly id: string;
  /** `rejected`: genuine, but unreadable. */
  readonly status: 'accepted' | 'rejected';
  readonly reason: string | undefined;
  readonly events: number;
}

export type AnswerBody = Readonly<Record<string, unknown>> | string;

/** What a tool does with our answers decides which ones we may give. */
export interface AnswerRules {
  readonly success: 200 | 202;
  /** `close`: drop the connection, for tools that take any answer as success. */
  readonly whenBusy: 503 | 'close';
  /** The tool gives up after this; the durable write has to be done by then. */
  readonly deadlineMs: number;
  /** The success answer, where the tool reads it: JSON, or a plain text. */
  readonly body?: (kept: KeptDelivery, delivery: Delivery) => AnswerBody;
}

/** What a connector declares; `defineConnector` turns it into what the relay uses. */
interface ConnectorDefinition<Settings extends z.ZodType, Payload extends z.ZodType> {
  /** Stored in rows and part of URLs. Never renamed. */
  readonly id: string;
  readonly name: string;
  readonly docsUrl: string;
  readonly settings: Settings;
  readonly payload: Payload;
  readonly answers: AnswerRules;
  /** Whether the tool sends groups: a record is then about a group unless a route says otherwise. */
  readonly sendsGroups?: true;
  /** Methods that carry alerts; POST if it says nothing. */
  readonly methods?: readonly string[];
  /** Paths that the tool appends to our address, or what they look like; none if it says nothing. */
  readonly suffixes?: readonly (string | RegExp)[];
  /** @param fetched what lay at the address of an earlier `needs` */
  verify(delivery: Delivery, settings: z.output<Settings>, fetched: string | undefined): Verdict;
  /** The body as it may be kept, for tools that put their secret into it. */
  bodyToKeep?(delivery: Delivery, settings: z.output<Settings>): Uint8Array;
  /** For bodies that are no plain JSON. */
  decode?(delivery: Delivery): ReadBody;
  /** The address that confirms a subscription, when this delivery asks for it. */
  confirm?(payload: z.output<Payload>): string | undefined;
  normalize(
    payload: z.output<Payload>,
    delivery: Delivery,
    settings: z.output<Settings>,
  ): readonly AlertEvent[];
  /** For handshakes; asked before anything else, so it says nothing that a stranger may not know. */
  respond?(delivery: Delivery, settings: z.output<Settings>): OwnAnswer | undefined;
}

/**
 * How one kind of tool talks to the relay. A connector is pure: bytes and settings in, values out.
 * It never reads a clock, a socket, a file or a table, so every sample can be replayed in a test.
 */
export interface Connector {
  readonly id: string;
  readonly name: string;
  readonly docsUrl: string;
  /** Checked when the configuration is loaded; secrets carry `meta({ secret: true })`. */
  readonly settings: z.ZodType;
  readonly answers: AnswerRules;
  readonly sendsGroups: boolean;
  /** Methods by which an alert may come. */
  readonly methods: readonly string[];
  /** Whether an alert may come by this path behind our address. */
  hasPath(suffix: string): boolean;
  verify(delivery: Delivery, settings: unknown, fetched?: string): Verdict;
  read(delivery: Delivery, settings: unknown): Reading;
  bodyToKeep(delivery: Delivery, settings: unknown): Uint8Array;
  respond?(delivery: Delivery, settings: unknown): OwnAnswer | undefined;
}

/** Hides the types of settings and payload behind parsing, so that all connectors fit one list. */
export function defineConnector<Settings extends z.ZodType, Payload extends z.ZodType>(
  definition: ConnectorDefinition<Settings, Payload>,
): Connector {
  const { id, name, docsUrl, settings, payload, answers } = definition;
  const suffixes = ['', ...(definition.suffixes ?? [])];
  const decode = definition.decode?.bind(definition) ?? (({ body }: Delivery) => readBody(body));
  const settingsOf = rememberParsed(settings).of;
  return Object.freeze({
    id,
    name,
    docsUrl,
    settings,
    answers,
    sendsGroups: definition.sendsGroups === true,
    methods: definition.methods ?? ['POST'],
    hasPath: (suffix: string) =>
      suffixes.some((known) => (typeof known === 'string' ? known === suffix : known.test(suffix))),
    verify: (delivery: Delivery, given: unknown, fetched?: string) =>
      definition.verify(delivery, settingsOf(given), fetched),
    read(delivery: Delivery, given: unknown): Reading {
      const decoded = decode(delivery);
      if (decoded.kind === 'unreadable') return decoded;
      const parsed = payload.safeParse(decoded.json);
      if (!parsed.success) return { kind: 'unreadable', because: describeIssues(parsed.error) };
      const url = definition.confirm?.(parsed.data);
      if (url !== undefined) return { kind: 'confirm', url };
      return {
        kind: 'events',
        events: definition.normalize(parsed.data, delivery, settingsOf(given)),
      };
    },
    bodyToKeep: (delivery: Delivery, given: unknown) =>
      definition.bodyToKeep?.(delivery, settingsOf(given)) ?? delivery.body,
    ...(definition.respond === undefined
      ? {}
      : {
          respond: (delivery: Delivery, given: unknown) =>
            definition.respond?.(delivery, settingsOf(given)),
        }),
  });
}

const MAX_ISSUES = 3;

/** Where and what was expected; never the value. */
function describeIssues(error: z.ZodError): string {
  const issues = error.issues
    .slice(0, MAX_ISSUES)
    .map((issue) => `${issue.path.join('.') || 'body'}: ${expectation(issue)}`);
  return `The body does not fit this tool: ${issues.join('; ')}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'too_small':
      return `expected ${issue.origin === 'array' ? 'a list' : 'a text'} that is not empty`;
    case 'too_big':
      return `expected at most ${issue.maximum} characters`;
    // With these a schema brings a sentence of ours, which holds no value.
    case 'custom':
    case 'invalid_format':
    case 'invalid_union':
    case 'invalid_value':
      return issue.message;
    // Keys are the sender's own.
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'expected something else';
  }
}
