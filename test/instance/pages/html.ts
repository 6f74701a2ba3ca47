import type { Answer } from '../rest/answer.ts';

/** Pages as a browser gets them; their look and wording are assumed throughout. */
export function page(status: number, content: string, head = ''): Answer {
  const body = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>ServiceNow</title>${head}</head><body>${content}</body></html>`;
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body };
}

export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 302, headers: { location, ...headers }, body: undefined };
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `<input type="hidden">` for each pair. */
export function hidden(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('');
}
