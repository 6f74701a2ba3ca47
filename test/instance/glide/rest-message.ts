import type { OutboundAnswer } from '../scripts/outbound-call.ts';
import { textFrom } from '../scripts/runtime.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import type { GlideKit } from './glide-kit.ts';
import { contentOf } from '../rest/attachment-content.ts';
import { RestResponse } from './rest-response.ts';
import { saveAnswer } from './glide-sys-attachment.ts';

/** Connect timeouts are 10 s on the platform; the socket may stay silent this long by default (assumed). */
const DEFAULT_TIMEOUT_MS = 175_000;

/** sn_ws.RESTMessageV2: an outbound request that the script waits for. */
export class RestMessage {
  readonly #kit: GlideKit;
  readonly #headers = new Map<string, string>();
  readonly #parameters = new Map<string, string>();
  readonly #query: [string, string][] = [];
  #endpoint = '';
  #method = 'GET';
  #body = '';
  #timeoutMs = DEFAULT_TIMEOUT_MS;
  #saveAs: { readonly table: string; readonly sysId: string; readonly name: string } | undefined;

  constructor(kit: GlideKit, name: string, functionName: string) {
    this.#kit = kit;
    if (name !== '') this.#loadDefinition(name, functionName);
  }

  #loadDefinition(name: string, functionName: string): void {
    const { store } = this.#kit.runtime.engine;
    const message = rowsOf(store, 'sys_rest_message').find((row) => row['name'] === name);
    if (message === undefined) throw this.#kit.scope.error(`REST Message not found: ${name}`);
    const isWanted = (row: Values): boolean =>
      row['rest_message'] === message['sys_id'] &&
      (row['function_name'] ?? row['name']) === functionName;
    const call = rowsOf(store, 'sys_rest_message_fn').find(isWanted);
    this.#endpoint = call?.['rest_endpoint'] ?? message['rest_endpoint'] ?? '';
    this.#method = (call?.['http_method'] ?? 'get').toUpperCase();
    this.#body = call?.['content'] ?? '';
  }

  setEndpoint(url: unknown): void {
    this.#endpoint = textFrom(url);
  }

  getEndpoint(): string {
    return this.#filled(this.#endpoint);
  }

  setHttpMethod(method: unknown): void {
    this.#method = textFrom(method).toUpperCase();
  }

  setRequestHeader(name: unknown, value: unknown): void {
    this.#headers.set(textFrom(name), textFrom(value));
  }

  getRequestHeader(name: unknown): string | null {
    return this.#headers.get(textFrom(name)) ?? null;
  }

  getRequestHeaders(): Record<string, string> {
    return Object.fromEntries(this.#headers);
  }

  setRequestBody(body: unknown): void {
    this.#body = textFrom(body);
  }

  getRequestBody(): string {
    return this.#body;
  }

  setRequestBodyFromAttachment(sysId: unknown): void {
    this.#body = contentOf(this.#kit.runtime.engine.store, textFrom(sysId)).toString('utf8');
  }

  /** The answer becomes a file of the record instead of a text. */
  saveResponseBodyAsAttachment(tableName: unknown, sysId: unknown, fileName: unknown): void {
    this.#saveAs = { table: textFrom(tableName), sysId: textFrom(sysId), name: textFrom(fileName) };
  }

  setQueryParameter(name: unknown, value: unknown): void {
    this.#query.push([textFrom(name), textFrom(value)]);
  }

  setStringParameter(name: unknown, value: unknown): void {
    this.#parameters.set(
      textFrom(name),
      textFrom(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    );
  }

  setStringParameterNoEscape(name: unknown, value: unknown): void {
    this.#parameters.set(textFrom(name), textFrom(value));
  }

  setBasicAuth(user: unknown, password: unknown): void {
    const token = Buffer.from(`${textFrom(user)}:${textFrom(password)}`).toString('base64');
    this.#headers.set('Authorization', `Basic ${token}`);
  }

  setHttpTimeout(milliseconds: unknown): void {
    this.#timeoutMs = Number(milliseconds);
  }

  setAuthenticationProfile(): void {}
  setMIDServer(): void {}
  setMutualAuth(): void {}
  setEccCorrelator(): void {}
  setEccParameter(): void {}
  setLogLevel(): void {}
  setRequestorProfile(): void {}
  setAllowedRedirectURIs(): void {}
  disableForcedVariableSubstitution(): void {}

  /** Waits for the answer. Throws on time-outs and unreachable hosts; 4xx and 5xx are answers like any other. */
  execute(): RestResponse {
    const answer = this.#send();
    if (answer.kind === 'failed' && answer.timedOut) {
      throw this.#kit.scope.error(`Socket timeout: ${answer.message}`);
    }
    if (answer.kind === 'failed') throw this.#kit.scope.error(answer.message);
    return this.#respond(answer);
  }

  /** Sent at once here; the response object answers like that of execute(), transport errors included. */
  executeAsync(): RestResponse {
    return this.#respond(this.#send());
  }

  #respond(answer: OutboundAnswer): RestResponse {
    const attachment =
      this.#saveAs === undefined ? '' : saveAnswer(this.#kit, answer, this.#saveAs);
    return new RestResponse(answer, this.#address(), attachment);
  }

  #send(): OutboundAnswer {
    this.#kit.runtime.pause();
    const url = this.#address();
    return this.#kit.runtime.outbound({
      method: this.#method,
      url,
      headers: { 'User-Agent': 'ServiceNow/1.0', ...Object.fromEntries(this.#headers) },
      body: this.#filled(this.#body),
      timeoutMs: this.#timeoutMs,
    });
  }

  #address(): string {
    const endpoint = this.getEndpoint();
    if (this.#query.length === 0) return endpoint;
    const query = this.#query.map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    return `${endpoint}${endpoint.includes('?') ? '&' : '?'}${query.join('&')}`;
  }

  /** `${name}` is replaced by its string parameter; unknown names stay as they are. */
  #filled(text: string): string {
    return text.replaceAll(
      /\$\{([\w.]+)\}/g,
      (place, name: string) => this.#parameters.get(name) ?? place,
    );
  }
}
