import { errorCodes } from '../../relay/src/lib/errors.ts';
import { errorParagraphs } from './error-paragraphs.ts';

const introduction = `# Errors

Every failure of the relay has a code. It is in the log, in the metrics, in problem answers and on dead letters, and it never changes its name.

**Answer** is the HTTP status that a caller of the relay gets. **Retry** is what the relay does with a job:

- \`later\` – tried again, 1 s, 2 s, 4 s … up to every ten minutes for about a day, then a dead letter;
- \`never\` – a dead letter at once, since trying again would end the same;
- \`pause\` – the whole connection waits, and no attempt is counted, since this job is not at fault.

`;

export function printErrors(): string {
  const entries = Object.entries(errorCodes).map(
    ([code, { status, retry }]) =>
      `## ${code}\n\nAnswer ${status}, retry \`${retry}\`.\n\n${errorParagraphs[code] ?? ''}\n`,
  );
  return introduction + entries.join('\n');
}
