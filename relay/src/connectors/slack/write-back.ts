import { jsonStep } from '../../connector-kit/json-step.ts';
import type { RequestStep, WriteBack, WriteBackPicture } from '../../connector-kit/write-back.ts';
import { toDetailLines, toHeadline, toPictureLine } from '../../connector-kit/write-back-text.ts';
import { truncate } from '../../domain/event-content.ts';

/** Of the text of a section. */
const SECTION_LENGTH = 3000;
/** Room for the headline with its link. */
const DETAIL_LENGTH = 2000;

/** One message for each change. */
export function planWriteBack(writeBack: WriteBack): readonly RequestStep[] {
  return [message('message', writeBack, toDetailLines(writeBack))];
}

/** Incoming webhooks take no files: a picture is told by its link. */
export function attach(writeBack: WriteBack, picture: WriteBackPicture): readonly RequestStep[] {
  return [message(`picture ${picture.url}`, writeBack, [toPictureLine(picture)])];
}

function message(name: string, writeBack: WriteBack, lines: readonly string[]): RequestStep {
  const { record } = writeBack;
  const headline = toHeadline(writeBack);
  const details = truncate(lines.join('\n'), DETAIL_LENGTH);
  const text = [
    `*<${escaped(record.url)}|${escaped(headline)}>*`,
    escaped(record.title),
    escaped(details),
  ].filter((line) => line !== '');
  return jsonStep(name, 'POST', '', {
    text: escaped(`${headline}: ${record.title}`),
    blocks: [
      {
        type: 'section',
        text: { type: 'mrkdwn', text: truncate(text.join('\n'), SECTION_LENGTH) },
      },
    ],
  });
}

/** The three characters of Slack's markup; without them nobody can mention a whole channel from a title. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
