/** What tools and instances said may hold signs by which a terminal does something: they are shown. */
export function toPrintable(text: string): string {
  return text.replaceAll(
    /(?![\n\t])\p{Cc}/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
