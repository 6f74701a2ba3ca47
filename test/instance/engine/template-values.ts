/** `a=1^b=two^EQ`, as templates and record steps hold values; a caret in a value is written twice. */
export function templateValues(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const part of text.replaceAll('^^', '\0').split('^')) {
    const at = part.indexOf('=');
    if (at > 0) values[part.slice(0, at)] = part.slice(at + 1).replaceAll('\0', '^');
  }
  return values;
}
