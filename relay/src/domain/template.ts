import { Liquid, type Template as Part } from 'liquidjs';

/** What a template may speak of: texts, lists and maps of texts, own properties only. */
export type Scope = Readonly<Record<string, unknown>>;

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly because: string };

export type TemplateResult =
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'invalid'; readonly because: string };

const MAX_SOURCE_LENGTH = 10_000;
const MAX_RENDER_MS = 200;
/**
 * The limit is on the time of the clock, and a busy machine may take it away: a relay that started beside
 * five others refused its configuration for a template of one line. What runs on does so every time.
 */
const RENDER_ATTEMPTS = 3;
const MAX_ALLOCATED = 200_000;
const MAX_TEXT_LENGTH = 65_000;

const engine = createEngine();

/** A text of an operator in which Liquid may stand. Compiled once, so that its faults are found at the start. */
export class Template {
  readonly source: string;
  readonly #parts: readonly Part[] | undefined;

  constructor(source: string, parts: readonly Part[] | undefined) {
    this.source = source;
    this.#parts = parts;
  }

  /** It says the same of every alert. */
  get isLiteral(): boolean {
    return this.#parts === undefined;
  }

  /** The same text for the same scope, whenever it is asked for. */
  render(scope: Scope): Rendered {
    if (this.#parts === undefined) return { kind: 'text', text: this.source };
    let rendered = renderOnce(this.#parts, scope);
    for (let attempt = 2; attempt <= RENDER_ATTEMPTS && isOutOfTime(rendered); attempt += 1) {
      rendered = renderOnce(this.#parts, scope);
    }
    return rendered;
  }

  toJSON(): string {
    return this.source;
  }
}

function renderOnce(parts: readonly Part[], scope: Scope): Rendered {
  try {
    const text: unknown = engine.renderSync([...parts], scope);
    return typeof text === 'string' && text.length <= MAX_TEXT_LENGTH
      ? { kind: 'text', text }
      : { kind: 'failed', because: `the text is longer than ${MAX_TEXT_LENGTH} characters` };
  } catch (error) {
    return { kind: 'failed', because: toReason(error) };
  }
}

function isOutOfTime(rendered: Rendered): boolean {
  return rendered.kind === 'failed' && rendered.because.includes('render limit exceeded');
}

/** A text that stands for itself. */
export function literal(text: string): Template {
  return new Template(text, undefined);
}

/** @param trial an example of what it will be rendered with: finds what only shows in rendering */
export function compileTemplate(source: string, trial: Scope): TemplateResult {
  if (!/\{[{%]/.test(source)) return { kind: 'template', template: literal(source) };
  try {
    const template = new Template(source, engine.parse(source));
    const rendered = template.render(trial);
    return rendered.kind === 'text'
      ? { kind: 'template', template }
      : { kind: 'invalid', because: rendered.because };
  } catch (error) {
    return { kind: 'invalid', because: toReason(error) };
  }
}

/**
 * Strict where a template could reach out or run on: no prototypes, no files, no other templates, and
 * limits on time, loops and size. What would differ between two runs is gone as well, since a command
 * is decided again after a crash and must come out the same: chance and the time of day.
 */
function createEngine(): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
    dynamicPartials: false,
    timezoneOffset: 0,
    parseLimit: MAX_SOURCE_LENGTH,
    renderLimit: MAX_RENDER_MS,
    memoryLimit: MAX_ALLOCATED,
  });
  for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag];
  // strip_html takes quadratic time, which no limit can interrupt.
  for (const filter of ['sample', 'strip_html']) delete liquid.filters[filter];
  for (const name of Object.keys(liquid.filters).filter((one) => one.startsWith('date'))) {
    const filter = liquid.filters[name];
    if (typeof filter !== 'function') continue;
    liquid.registerFilter(name, function withoutNow(value: unknown, ...rest: unknown[]): unknown {
      if (value === 'now' || value === 'today') {
        throw new TypeError('the time of day is not known here: use receivedAt');
      }
      return filter.call(this, value, ...rest);
    });
  }
  return liquid;
}

/** The first line says what and where; the rest repeats the template. */
function toReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
