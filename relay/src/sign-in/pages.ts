/** Two pages without a script, a style or a picture: nothing that a policy would have to allow. */
export function startPage(
  names: { readonly connection: string; readonly host: string },
  href: string,
): string {
  return page(
    `Connect ${names.connection}`,
    `<p>You will sign in at <b>${escaped(names.host)}</b> and allow Alert Relay to use it as the connection <b>${escaped(names.connection)}</b>.</p>
<p><a href="${escaped(href)}" rel="noreferrer">Connect</a></p>`,
  );
}

export function resultPage(title: string, text: string): string {
  return page(title, `<p>${escaped(text)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escaped(title)} – Alert Relay</title></head>
<body><main><h1>${escaped(title)}</h1>
${body}
</main></body></html>
`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
