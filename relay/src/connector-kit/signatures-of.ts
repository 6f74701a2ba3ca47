/** The signatures of `v1=…,v1=…`: what follows the version that we know, several while a secret changes. */
export function signaturesOf(header: string | undefined, prefix: string): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry.startsWith(prefix))
    .map((entry) => entry.slice(prefix.length).toLowerCase());
}
