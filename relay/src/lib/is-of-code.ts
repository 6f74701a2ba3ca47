/** Whether the system, or a library, gave this code with its error: `EPIPE`. */
export function isOfCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
