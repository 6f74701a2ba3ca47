import { jsonStep } from '../../connector-kit/json-step.ts';
import type { RequestStep, WriteBack } from '../../connector-kit/write-back.ts';
import { toDetailLines, toHeadline } from '../../connector-kit/write-back-text.ts';
import { truncate } from '../../domain/event-content.ts';

/** Of the text of a section. */
const SECTION_LENGTH = 3000;
/** Room for the headline with its link. */
const DETAIL_LENGTH = 2000;

/** One message for each change. */
export function planWriteBack(writeBack: WriteBack): readonly RequestStep[] {
  const { record } = writeBack;
  const headline = toHeadline(writeBack);
  const details = truncate(toDetailLines(writeBack).join('\n'), DETAIL_LENGTH);
  const text = [
    `*<${escaped(record.url)}|${escaped(headline)}>*`,
    escaped(record.title),
    escaped(details),
  ].filter((line) => line !== '');
  return [
    jsonStep('message', 'POST', '', {
      text: escaped(`${headline}: ${record.title}`),
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: truncate(text.join('\n'), SECTION_LENGTH) },
        },
      ],
    }),
  ];
}

/** The three characters of Slack's markup; without them nobody can mention a whole channel from a title. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
