import type { OutboundAnswer } from '../scripts/outbound-call.ts';
import { textFrom } from '../scripts/runtime.ts';

/** What an outbound request came back with. */
export class RestResponse {
  readonly #answer: OutboundAnswer;
  readonly #endpoint: string;
  readonly #attachment: string;

  constructor(answer: OutboundAnswer, endpoint: string, attachment: string) {
    this.#answer = answer;
    this.#endpoint = endpoint;
    this.#attachment = attachment;
  }

  getStatusCode(): number {
    return this.#answer.kind === 'answer' ? this.#answer.status : 0;
  }

  getBody(): string {
    return this.#answer.kind === 'answer' ? this.#answer.body : '';
  }

  getHeaders(): Record<string, string> {
    return this.#answer.kind === 'answer' ? { ...this.#answer.headers } : {};
  }

  getAllHeaders(): { name: string; value: string }[] {
    return Object.entries(this.getHeaders()).map(([name, value]) => ({ name, value }));
  }

  getHeader(name: unknown): string | null {
    const wanted = textFrom(name).toLowerCase();
    return (
      Object.entries(this.getHeaders()).find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null
    );
  }

  getCookies(): string[] {
    return [];
  }

  /** True for transport errors and for answers of 400 and above (the second part is assumed). */
  haveError(): boolean {
    return this.#answer.kind === 'failed' || this.#answer.status >= 400;
  }

  /** A code of the platform, not of HTTP. */
  getErrorCode(): number {
    if (this.#answer.kind === 'answer') return 0;
    return this.#answer.timedOut ? 4 : 1;
  }

  getErrorMessage(): string {
    if (this.#answer.kind === 'failed') return this.#answer.message;
    return this.#answer.status >= 400
      ? `Method failed: (${new URL(this.#endpoint).pathname}) with code: ${this.#answer.status}`
      : '';
  }

  getQueryString(): string {
    return new URL(this.#endpoint).search.slice(1);
  }

  getResponseAttachmentSysid(): string {
    return this.#attachment;
  }

  waitForResponse(): void {}
}
