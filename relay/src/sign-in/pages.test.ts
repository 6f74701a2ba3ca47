import { expect, test } from 'vitest';
import { resultPage, startPage } from './pages.ts';

const hostile = `<img src=x onerror="alert('1')">&`;
const shown = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;';

test('what a name, a host or an error says is text, and no markup', () => {
  const pages = [
    startPage({ connection: hostile, host: hostile }, `go?${hostile}`),
    resultPage(hostile, hostile),
  ];

  for (const page of pages) {
    expect(page).not.toContain('<img');
    expect(page.split(shown).length).toBeGreaterThan(2);
  }
  expect(pages[0]).toContain(`<a href="go?${shown}" rel="noreferrer">Connect</a>`);
});
