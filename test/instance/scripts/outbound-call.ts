export interface OutboundRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
}

export type OutboundAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly timedOut: boolean };

/** Sends a request and waits for the answer without an event loop: scripts are synchronous. */
export type Outbound = (request: OutboundRequest) => OutboundAnswer;
