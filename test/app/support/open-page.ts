import vm from 'node:vm';
import type { TestBrowser } from '../../instance/testing/browser.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A page of the app whose own script runs, with as much of a browser as that script uses. */
export interface OpenPage {
  /** The text of the element with this id, rows and cells apart. */
  text(id: string): string;
  /** As somebody presses it; comes back when the page has said what became of it. */
  press(buttonId: string, answerId: string): Promise<string>;
}

/** Opens a UI page and runs the script that it carries; its calls go to the instance with the cookie of the browser. */
export async function openPage(browser: TestBrowser, url: string, path: string): Promise<OpenPage> {
  const { text } = await browser.get(path);
  const elements = new Map(
    [...text.matchAll(/<(\w+)[^>]*\bid="([^"]+)"/g)].map(([, tag = '', id = '']) => [
      id,
      new PageElement(tag),
    ]),
  );
  const find = (id: string): PageElement => {
    const found = elements.get(id);
    if (found === undefined) throw new Error(`the page ${path} has no element ${id}`);
    return found;
  };
  const script = text.slice(text.lastIndexOf('<script>') + '<script>'.length).split('</script>')[0];
  const call = (address: string, options: RequestInit): Promise<Response> =>
    fetch(new URL(address, url), {
      ...options,
      headers: { ...Object.fromEntries(new Headers(options.headers)), cookie: browser.cookie() },
    });
  vm.runInNewContext(script ?? '', {
    fetch: call,
    window: { g_ck: browser.token() },
    document: {
      getElementById: find,
      createElement: (tag: string) => new PageElement(tag),
      createTextNode: (content: string) => new PageElement('#text', content),
    },
  });
  return {
    text: (id) => find(id).text(),
    async press(buttonId, answerId) {
      find(buttonId).click();
      await waitFor(() => !['', 'Working…'].includes(find(answerId).text()), {
        within: 20_000,
        what: `an answer to ${buttonId}`,
      });
      return find(answerId).text();
    },
  };
}

class PageElement {
  className = '';
  #content: string;
  #children: readonly PageElement[] = [];
  readonly #tag: string;
  readonly #onClick: (() => void)[] = [];

  constructor(tag: string, content = '') {
    this.#tag = tag;
    this.#content = content;
  }

  set textContent(content: string) {
    this.#children = [];
    this.#content = content;
  }

  text(): string {
    const ends: Readonly<Record<string, string>> = { tr: '\n', td: ' | ', th: ' | ' };
    const inside = this.#children.map((child) => child.text()).join('');
    return `${this.#content}${inside}${ends[this.#tag] ?? ''}`;
  }

  appendChild(child: PageElement): void {
    this.#children = [...this.#children, child];
  }

  replaceChildren(...children: readonly PageElement[]): void {
    this.#content = '';
    this.#children = children;
  }

  createTHead(): PageElement {
    return this.#add('thead');
  }

  createTBody(): PageElement {
    return this.#add('tbody');
  }

  insertRow(): PageElement {
    return this.#add('tr');
  }

  addEventListener(_kind: 'click', listener: () => void): void {
    this.#onClick.push(listener);
  }

  click(): void {
    for (const listener of this.#onClick) listener();
  }

  #add(tag: string): PageElement {
    const child = new PageElement(tag);
    this.appendChild(child);
    return child;
  }
}
