/** A word of OpenTelemetry: whether we were asked, ask, or do what waited in the queue. */
export type SpanKind = 'server' | 'client' | 'consumer';

/** Small, and free of secrets and payloads: spans leave the house. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind: SpanKind;
  /** A `traceparent`; absent: the span that is open here, or none. One that cannot be read is none. */
  readonly parent?: string | undefined;
  /** Other `traceparent`s that the work has to do with. */
  readonly links?: readonly string[];
  /** ms since the epoch; absent is now. */
  readonly startedAt?: number;
  readonly facts?: SpanFacts;
}

/** Spans of one relay. What is off costs a call of a function. */
export interface Tracing {
  readonly isOn: boolean;
  /** Does the work inside of a span, which ends with it; `note` adds what is known only later. */
  span<Result>(
    name: string,
    options: SpanOptions,
    work: (note: (facts: SpanFacts) => void) => Promise<Result>,
  ): Promise<Result>;
  /** W3C Trace Context of the span that is open here, to be handed on. */
  traceparent(): string | undefined;
  /** Sends what was not sent yet, as far as that goes quickly. */
  stop(): Promise<void>;
}

export const noTracing: Tracing = {
  isOn: false,
  span: (_name, _options, work) => work(() => undefined),
  traceparent: () => undefined,
  stop: () => Promise.resolve(),
};
