import type { z } from 'zod';
import type { AlertEvent } from '../domain/alert-event.ts';
import type { WriteBackKind } from '../domain/change-command.ts';
import { readBody } from './read-body.ts';

/** What arrived, byte for byte. Signatures are checked over `body`, never over re-serialized JSON. */
export interface Delivery {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly receivedAt: number;
}

export type Verdict =
  | { readonly kind: 'genuine' }
  | { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' | 'stale' };

/** What a delivery says, or why it cannot be read. The reason is for people and holds no payload. */
export type Reading =
  | { readonly kind: 'events'; readonly events: readonly AlertEvent[] }
  | { readonly kind: 'unreadable'; readonly because: string };

/** What a tool does with our answers decides which ones we may give. */
export interface AnswerRules {
  readonly success: 200 | 202;
  /** `close`: drop the connection, for tools that take any answer as success. */
  readonly whenBusy: 503 | 'close';
  /** The tool gives up after this; the durable write has to be done by then. */
  readonly deadlineMs: number;
}

/** An alert of the record that the tool is told about. */
export interface WriteBackAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startedAt: number | undefined;
}

/** What happened in ServiceNow, in the words that every tool understands. */
export interface WriteBack {
  readonly id: string;
  readonly kind: WriteBackKind;
  /** Alerts of the record that were not resolved when the change came. */
  readonly alerts: readonly WriteBackAlert[];
  readonly record: {
    readonly table: string;
    readonly sysId: string;
    readonly number: string;
    readonly state: string;
    readonly url: string;
  };
  /** Column → new value as a person sees it. */
  readonly changes: Readonly<Record<string, string>>;
  readonly journal: readonly {
    readonly element: string;
    readonly text: string;
    readonly author: string;
  }[];
  readonly actor: string;
  readonly at: number;
  /** What the tool answered to earlier write-backs about this record, by step name. */
  readonly remembered: Readonly<Record<string, string>>;
}

/** One request to the tool; the sender performs it with deadline, address check and retry. */
export interface RequestStep {
  /** Names the step within its write-back; its answer can be remembered under this name. */
  readonly name: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the destination's address; empty for the address itself. */
  readonly path: string;
  readonly body: string | undefined;
  /** Whether the answer's body is kept for later write-backs about the same record. */
  readonly isRemembered: boolean;
  /** Statuses besides 2xx that mean "already done". */
  readonly alreadyDone: readonly number[];
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
  verify(delivery: Delivery, settings: z.output<Settings>): Verdict;
  normalize(
    payload: z.output<Payload>,
    delivery: Delivery,
    settings: z.output<Settings>,
  ): readonly AlertEvent[];
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
  verify(delivery: Delivery, settings: unknown): Verdict;
  read(delivery: Delivery, settings: unknown): Reading;
}

/** Hides the types of settings and payload behind parsing, so that all connectors fit one list. */
export function defineConnector<Settings extends z.ZodType, Payload extends z.ZodType>(
  definition: ConnectorDefinition<Settings, Payload>,
): Connector {
  const { id, name, docsUrl, settings, payload, answers } = definition;
  return Object.freeze({
    id,
    name,
    docsUrl,
    settings,
    answers,
    verify: (delivery: Delivery, given: unknown) =>
      definition.verify(delivery, settings.parse(given)),
    read(delivery: Delivery, given: unknown): Reading {
      const decoded = readBody(delivery.body);
      if (decoded.kind === 'unreadable') return decoded;
      const parsed = payload.safeParse(decoded.json);
      if (!parsed.success) return { kind: 'unreadable', because: describeIssues(parsed.error) };
      return {
        kind: 'events',
        events: definition.normalize(parsed.data, delivery, settings.parse(given)),
      };
    },
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
  return issue.code === 'invalid_type' ? `expected ${issue.expected}` : issue.code;
}
